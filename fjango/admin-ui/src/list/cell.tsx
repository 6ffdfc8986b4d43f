import { lazy, Suspense, useRef, useState } from 'react'
import type { ColumnSchema, ListRow, ModelSchema } from '../contract'
import { t } from '../i18n'
import { Icons } from '../ui/icons'
import { textOf, Value } from '../ui/value'
import css from './list.module.css'

const CellEditor = lazy(() => import('./cell-editor'))

/** A value that is edited where it stands. */
export function Cell({ schema, column, row }: { schema: ModelSchema; column: ColumnSchema; row: ListRow }) {
  const field = schema.fields[column.f]
  const value = row.cells[column.f]
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  if (!field) return <Value field={field} value={value} empty={schema.list.empty} />
  const shown = (
    <button ref={button} type="button" className={css.cellButton} aria-label={t('cell.edit', { field: column.label, value: textOf(field, value) || t('value.empty'), name: row.repr })} onClick={() => setOpen(true)}>
      <Value field={field} value={value} empty={schema.list.empty} />
      <Icons.edit size={12} />
    </button>
  )
  if (!open) return shown
  return (
    <Suspense fallback={shown}>
      <CellEditor
        schema={schema}
        column={column}
        field={field}
        row={row}
        onClose={() => {
          setOpen(false)
          setTimeout(() => button.current?.focus())
        }}
      />
    </Suspense>
  )
}
