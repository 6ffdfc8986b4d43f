import { ActionIcon, Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import { request } from '../api/client'
import type { InlineRows as Page, InlineSchema } from '../contract'
import { Field } from '../fields/field'
import { t } from '../i18n'
import { lower } from '../i18n/format'
import { Icons } from '../ui/icons'
import { LinkIcon } from '../ui/link-button'
import { objections } from '../ui/objections'
import { toastError } from '../ui/toasts'
import { isNumeric } from '../ui/value'
import { inputId, useFormContext } from './blocks'
import { isShown, type RowState } from './state'
import css from './form.module.css'

interface Props {
  name: string
  inline: InlineSchema
  title?: string
}

/** Rows of another model, edited and saved with the form. */
export function InlineRows({ name, inline, title }: Props) {
  const { schema, state, dispatch, readonly, id, prefix } = useFormContext()
  const narrow = useMediaQuery('(max-width: 767px)', window.innerWidth < 768)
  const [dragged, setDragged] = useState<number | null>(null)
  const [busy, setBusy] = useState(false)
  const { rows = [], next } = state.inlines[name] ?? {}
  const kept = rows.filter(row => !row.removed).length
  const canAdd = !readonly && inline.can.includes('add') && (!inline.max || kept < inline.max)
  const canChange = !readonly && inline.can.includes('change')
  const canDelete = !readonly && inline.can.includes('delete')
  const sortable = canChange && !!inline.sortable
  const fields = inline.order.filter(f => inline.fields[f] && f !== inline.sortable)
  const one = lower(inline.one)

  async function more() {
    setBusy(true)
    try {
      const page = await request<Page>(`/m/${schema.key}/${encodeURIComponent(id!)}/inlines/${name}`, { query: { after: next } })
      dispatch({ type: 'more', inline: name, rows: page.rows, next: page.next })
    } catch (error) {
      toastError(error)
    } finally {
      setBusy(false)
    }
  }
  const input = (row: RowState, index: number, f: string, bare: boolean) => {
    const field = inline.fields[f]!
    if (!isShown(field, row.values)) return null
    const path = `${name}[${index}].${f}`
    return (
      <Field
        id={inputId(prefix, path)}
        name={f}
        model={inline.model}
        bare={bare}
        field={(row.id && !canChange) || row.removed ? { ...field, readonly: true } : field}
        value={row.values[f]}
        error={objections(state.errors[path])}
        onChange={value => dispatch({ type: 'row', inline: name, key: row.key, f, value })}
      />
    )
  }
  const label = (row: RowState, index: number) => row.repr || `${inline.one} ${index + 1}`
  const buttons = (row: RowState, index: number) => (
    <>
      {sortable && (
        <>
          <ActionIcon aria-label={t('columns.up', { name: label(row, index) })} disabled={index === 0} onClick={() => dispatch({ type: 'move', inline: name, from: index, to: index - 1 })}>
            <Icons.up size={14} />
          </ActionIcon>
          <ActionIcon aria-label={t('columns.down', { name: label(row, index) })} disabled={index === rows.length - 1} onClick={() => dispatch({ type: 'move', inline: name, from: index, to: index + 1 })}>
            <Icons.down size={14} />
          </ActionIcon>
        </>
      )}
      {inline.open && row.id && (
        <LinkIcon to={`/m/${inline.model}/${encodeURIComponent(row.id)}`} aria-label={t('relation.open', { name: label(row, index) })}>
          <Icons.external size={14} />
        </LinkIcon>
      )}
      {(row.id ? canDelete : canAdd) && (
        <ActionIcon aria-label={t(row.removed ? 'inline.keep' : 'inline.remove', { name: label(row, index) })} onClick={() => dispatch({ type: 'remove', inline: name, key: row.key })}>
          {row.removed ? <Icons.restore size={14} /> : <Icons.delete size={14} />}
        </ActionIcon>
      )}
    </>
  )
  const drag = (index: number) =>
    sortable
      ? {
          draggable: dragged === index || undefined,
          onDragOver: (event: React.DragEvent) => event.preventDefault(),
          onDrop: (event: React.DragEvent) => {
            event.preventDefault()
            if (dragged !== null && dragged !== index) dispatch({ type: 'move', inline: name, from: dragged, to: index })
            setDragged(null)
          },
          onDragEnd: () => setDragged(null),
        }
      : {}
  const rowErrors = (index: number) => objections(state.errors[`${name}[${index}]`])

  return (
    <div>
      <div className={css.inlineHead}>
        <h2>{title || inline.label}</h2>
        <span>{next ? `${kept}+` : kept}</span>
      </div>
      {state.errors[name] && (
        <p role="alert" style={{ color: 'var(--bad)' }}>
          {objections(state.errors[name])}
        </p>
      )}
      {rows.length > 0 &&
        (inline.style === 'table' && !narrow ? (
          <div className={css.inlineScroll}>
            <table className={css.inline}>
              <caption className="visually-hidden">{title || inline.label}</caption>
              <thead>
                <tr>
                  {sortable && <th aria-hidden />}
                  {fields.map(f => (
                    <th key={f} scope="col" style={isNumeric(inline.fields[f]!.type) ? { width: 110 } : undefined}>
                      {inline.fields[f]!.label}
                      {inline.fields[f]!.required && <span style={{ color: 'var(--bad)' }}> *</span>}
                    </th>
                  ))}
                  <th>
                    <span className="visually-hidden">{t('list.row-actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row, index) => (
                  <tr key={row.key} data-removed={row.removed} {...drag(index)}>
                    {sortable && (
                      <td className={css.tight} onPointerDown={() => setDragged(index)} onPointerUp={() => setDragged(null)} style={{ cursor: 'grab', color: 'var(--text-3)', paddingTop: 14 }} aria-hidden>
                        <Icons.grip size={14} />
                      </td>
                    )}
                    {fields.map((f, at) => (
                      <td key={f}>
                        {input(row, index, f, true)}
                        {at === 0 && rowErrors(index) && (
                          <p role="alert" style={{ color: 'var(--bad)', fontSize: 12 }}>
                            {rowErrors(index)}
                          </p>
                        )}
                      </td>
                    ))}
                    <td className={css.tight}>{buttons(row, index)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ) : (
          rows.map((row, index) => (
            <div key={row.key} className={css.stacked} data-removed={row.removed} role="group" aria-label={label(row, index)}>
              <div className={css.stackedHead}>
                <h3>{label(row, index)}</h3>
                {buttons(row, index)}
              </div>
              {rowErrors(index) && (
                <p role="alert" style={{ color: 'var(--bad)' }}>
                  {rowErrors(index)}
                </p>
              )}
              <div className={css.row}>{fields.map(f => <div key={f}>{input(row, index, f, false)}</div>)}</div>
            </div>
          ))
        ))}
      <div className={css.addRow}>
        {next && (
          <Button variant="subtle" loading={busy} onClick={() => void more()}>
            {t('inline.more')}
          </Button>
        )}
        {canAdd && (
          <Button variant="subtle" leftSection={<Icons.add />} onClick={() => dispatch({ type: 'add', inline: name })}>
            {t('inline.add', { one })}
          </Button>
        )}
      </div>
    </div>
  )
}
