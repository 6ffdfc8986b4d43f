import { Button, Popover } from '@mantine/core'
import { useState, type KeyboardEvent } from 'react'
import { Problem, request, type ProblemBody } from '../api/client'
import { client, forgetRows } from '../api/queries'
import type { CellsResult, ColumnSchema, FieldSchema, ListPage, ListRow, ModelSchema } from '../contract'
import { Field } from '../fields/field'
import { plain } from '../fields/plain'
import { t } from '../i18n'
import { messageOf } from '../ui/notice'
import { objections } from '../ui/objections'
import css from './list.module.css'

/** Puts a row as the server gave it into every list that shows it. */
function replaceRow(model: string, row: ListRow) {
  client.setQueriesData<ListPage>({ queryKey: ['rows', model] }, page => page && { ...page, rows: page.rows.map(old => (old.id === row.id ? { ...old, ...row, cells: { ...old.cells, ...row.cells } } : old)) })
}

interface Props {
  schema: ModelSchema
  column: ColumnSchema
  field: FieldSchema
  row: ListRow
  onClose: () => void
}

/** The input of a cell: Enter saves, Escape restores. */
export default function CellEditor({ schema, column, field, row, onClose: close }: Props) {
  const value = row.cells[column.f]
  const [draft, setDraft] = useState<{ value: unknown }>({ value })
  const [problem, setProblem] = useState<ProblemBody | null>(null)
  const [busy, setBusy] = useState(false)

  async function save(next: unknown, version = row.v) {
    if (JSON.stringify(plain(next)) === JSON.stringify(plain(value)) && !problem) return close()
    setBusy(true)
    try {
      const { results } = await request<CellsResult>(`/m/${schema.key}/cells`, { method: 'PATCH', body: { changes: [{ id: row.id, v: version, set: { [column.f]: plain(next) } }] } })
      const result = results[0]
      if (result?.row) {
        replaceRow(schema.key, result.row)
        close()
        void client.invalidateQueries({ queryKey: ['record', schema.key, row.id] })
      } else setProblem((result?.problem as ProblemBody) ?? { status: 500 })
    } catch (error) {
      setProblem(error instanceof Problem ? error.body : { status: 0, detail: messageOf(error) })
    } finally {
      setBusy(false)
    }
  }
  function keys(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      event.stopPropagation()
      close()
    } else if (event.key === 'Enter' && !event.defaultPrevented) {
      event.preventDefault()
      void save(draft.value)
    }
  }

  const stale = problem?.code === 'stale'
  const message = stale
    ? t('cell.stale', { name: problem.stale?.changed_by?.repr ?? t('conflict.somebody') })
    : problem && (objections(Object.values(problem.errors ?? {}).flat()) || problem.detail || problem.title || t('error.unknown'))
  const instant = !!field.choices?.length || field.type === 'boolean'
  return (
    <Popover opened={!!problem} position="bottom-start" withinPortal zIndex={310} onChange={() => {}} returnFocus={false}>
      <Popover.Target>
        <div
          className={css.cellEditor}
          aria-busy={busy}
          onKeyDown={keys}
          onBlur={event => {
            if (!event.currentTarget.contains(event.relatedTarget) && !problem && !instant && !busy) void save(draft.value)
          }}
        >
          <Field
            id={`cell-${row.id}-${column.f}`}
            name={column.f}
            model={schema.key}
            bare
            autoFocus
            field={{ ...field, type: field.type === 'text' ? 'string' : field.type, create: false, open: false }}
            value={draft.value}
            error={problem && !stale ? ' ' : undefined}
            onChange={next => {
              setDraft({ value: next })
              setProblem(null)
              // What is chosen, not typed, is saved at once.
              if (instant) void save(next)
            }}
          />
        </div>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={css.cellError} role="alert">
          <p>{message}</p>
          <div style={{ display: 'flex', gap: 8 }}>
            {stale && (
              <>
                <Button
                  onClick={() => {
                    close()
                    void forgetRows(schema.key, row.id)
                  }}
                >
                  {t('conflict.theirs')}
                </Button>
                <Button onClick={() => void save(draft.value, problem.stale?.current.v)}>{t('conflict.mine')}</Button>
              </>
            )}
            {!stale && <Button onClick={close}>{t('cell.restore')}</Button>}
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
