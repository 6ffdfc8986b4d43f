import { ActionIcon, Checkbox, Menu } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import type { ActionSchema, ListPage, ListRow, ModelSchema } from '../contract'
import { t } from '../i18n'
import { lower, number } from '../i18n/format'
import { useShortcut } from '../shell/shortcuts'
import { Icons } from '../ui/icons'
import { Skeleton } from '../ui/notice'
import { isNumeric, Value } from '../ui/value'
import { Cell } from './cell'
import { toggleSort } from './filter'
import type { Selected } from './selection'
import type { ListState, ShownColumn } from './state'
import css from './list.module.css'

interface Props {
  schema: ModelSchema
  state: ListState
  columns: ShownColumn[]
  page: ListPage | undefined
  selection: Selected
  onWidth: (f: string, width: number | null) => void
  onAction: (action: ActionSchema, row: ListRow) => void
  onDelete: (row: ListRow) => void
  onRestore: (row: ListRow) => void
}

export const recordPath = (model: string, id: string) => `/m/${model}/${encodeURIComponent(id)}`

/** Rows as a table; on a phone as {@link Entries}. */
export function Table(props: Props) {
  const { schema, state, columns, page, selection } = props
  const box = useRef<HTMLTableElement>(null)
  const rows = page?.rows ?? []
  const linked = columns.some(column => column.link) ? undefined : columns[0]?.f
  const selectable = selection.possible
  const sums = page?.sums && Object.keys(page.sums).length > 0 ? page.sums : null
  useRowKeys(box, rows, selection)

  return (
    <table className={css.table} ref={box}>
      <caption className="visually-hidden">{schema.many}</caption>
      <thead>
        <tr>
          {selectable && (
            <th scope="col" className={css.check}>
              <Checkbox
                aria-label={t('list.select-page')}
                checked={rows.length > 0 && rows.every(row => selection.has(row.id))}
                indeterminate={rows.some(row => selection.has(row.id)) && !rows.every(row => selection.has(row.id))}
                onChange={event => selection.page(rows, event.currentTarget.checked)}
              />
            </th>
          )}
          {columns.map(column => (
            <Head key={column.f} column={column} {...props} />
          ))}
          <th scope="col" className={css.menu}>
            <span className="visually-hidden">{t('list.row-actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {!page &&
          Array.from({ length: 12 }, (_, index) => (
            <tr key={index}>
              {selectable && <td className={css.check} />}
              {columns.map((column, at) => (
                <td key={column.f}>
                  <Skeleton width={`${[62, 44, 70, 36, 52][(index + at) % 5]}%`} />
                </td>
              ))}
              <td />
            </tr>
          ))}
        {rows.map((row, index) => (
          <tr key={row.id} data-selected={selection.has(row.id)}>
            {selectable && (
              <td className={css.check}>
                <Checkbox
                  aria-label={t('list.select', { name: row.repr })}
                  checked={selection.has(row.id)}
                  onChange={event => selection.toggle(row.id, index, rows, (event.nativeEvent as unknown as MouseEvent).shiftKey === true)}
                />
              </td>
            )}
            {columns.map(column => {
              const field = schema.fields[column.f]
              const link = column.link || column.f === linked
              const end = column.align === 'end' || isNumeric(field?.type)
              const strong = link || end
              return (
                <td key={column.f} className={`${end ? css.end : ''} ${link ? css.link : ''} ${strong ? css.strong : ''}`} style={{ width: column.width ?? undefined, maxWidth: column.width ?? undefined }}>
                  {link && !state.trash ? (
                    <Link to={recordPath(schema.key, row.id)} className={isKey(field?.type, column.f, schema) ? 'mono' : undefined}>
                      <Value field={field} value={row.cells[column.f] ?? row.repr} />
                    </Link>
                  ) : column.editable && !state.trash && (row.can ?? schema.can).includes('change') ? (
                    <Cell schema={schema} column={column} row={row} />
                  ) : (
                    <Value field={field} value={row.cells[column.f]} empty={schema.list.empty} />
                  )}
                </td>
              )
            })}
            <td className={css.menu}>
              <RowMenu row={row} {...props} />
            </td>
          </tr>
        ))}
      </tbody>
      {sums && (
        <tfoot>
          <tr>
            {selectable && <td />}
            {columns.map((column, index) => (
              <td key={column.f} className={css.end} style={index === 0 ? { textAlign: 'start' } : undefined}>
                {column.f in sums ? number(String(sums[column.f]), schema.fields[column.f]?.scale) : index === 0 ? t('list.sum') : null}
              </td>
            ))}
            <td />
          </tr>
        </tfoot>
      )}
    </table>
  )
}

const isKey = (type: string | undefined, f: string, schema: ModelSchema) => f === schema.pk || type === 'uuid' || (f === schema.list.columns[0]?.f && /number|code|ref/.test(f))

function Head({ schema, state, column, onWidth }: Props & { column: ShownColumn }) {
  const head = useRef<HTMLTableCellElement>(null)
  const [drag, setDrag] = useState(false)
  const order = state.order.length ? state.order : schema.list.order.map(part => ({ f: part.replace(/^-/, ''), desc: part.startsWith('-') }))
  const at = order.findIndex(part => part.f === column.f)
  const sorted = at < 0 ? undefined : order[at]
  const field = schema.fields[column.f]
  const end = column.align === 'end' || isNumeric(field?.type)
  const label = field?.unit ? `${column.label} (${field.unit})` : column.label

  function down(event: PointerEvent<HTMLSpanElement>) {
    event.preventDefault()
    const grip = event.currentTarget
    grip.setPointerCapture(event.pointerId)
    setDrag(true)
    const start = event.clientX
    const width = head.current!.offsetWidth
    const size = (to: Event) => Math.max(60, Math.round(width + (to as globalThis.PointerEvent).clientX - start))
    const move = (event: Event) => {
      head.current!.style.width = `${size(event)}px`
      head.current!.style.minWidth = `${size(event)}px`
    }
    grip.addEventListener('pointermove', move)
    grip.addEventListener(
      'pointerup',
      event => {
        grip.removeEventListener('pointermove', move)
        setDrag(false)
        head.current!.style.minWidth = ''
        onWidth(column.f, size(event))
      },
      { once: true },
    )
  }
  function keys(event: KeyboardEvent) {
    if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
    event.preventDefault()
    onWidth(column.f, Math.max(60, head.current!.offsetWidth + (event.key === 'ArrowRight' ? 16 : -16)))
  }

  return (
    <th ref={head} scope="col" className={end ? css.end : undefined} style={{ width: column.width ?? undefined, minWidth: column.width ?? undefined }} aria-sort={sorted && at === 0 ? (sorted.desc ? 'descending' : 'ascending') : undefined}>
      {column.sort ? (
        <button type="button" className={css.sort} title={t('list.sort-help')} onClick={event => state.setOrder(toggleSort(state.order.length ? state.order : event.shiftKey ? order : state.order, column.f, event.shiftKey))} onKeyDown={keys}>
          {label}
          {sorted && (sorted.desc ? <Icons.sortDown /> : <Icons.sortUp />)}
          {sorted && order.length > 1 && <sub>{at + 1}</sub>}
        </button>
      ) : (
        label
      )}
      <span className={css.grip} aria-hidden data-active={drag || undefined} onPointerDown={down} onDoubleClick={() => onWidth(column.f, null)} />
    </th>
  )
}

function RowMenu({ schema, state, row, onAction, onDelete, onRestore }: Props & { row: ListRow }) {
  const can = row.can ?? schema.can
  const actions = (schema.actions ?? []).filter(action => action.on.includes('row'))
  const navigate = useNavigate()
  const to = recordPath(schema.key, row.id)
  // One menu is built when it is opened, not one hidden menu for every row.
  const [opened, setOpened] = useState(false)
  const button = (
    <ActionIcon aria-label={t('list.more', { name: row.repr })} aria-haspopup="menu" aria-expanded={opened} onClick={() => setOpened(true)}>
      <Icons.more strokeWidth={2.4} />
    </ActionIcon>
  )
  if (!opened) return button
  return (
    <Menu opened onChange={setOpened} withinPortal zIndex={300}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        {state.trash ? (
          <Menu.Item leftSection={<Icons.restore />} onClick={() => onRestore(row)}>
            {t('trash.restore')}
          </Menu.Item>
        ) : (
          <>
            <Menu.Item leftSection={can.includes('change') ? <Icons.edit /> : <Icons.forward />} onClick={() => void navigate({ to })}>
              {t(can.includes('change') ? 'action.edit' : 'action.open')}
            </Menu.Item>
            {row.url && (
              <Menu.Item component="a" href={row.url} leftSection={<Icons.external />}>
                {t('record.view-on-site')}
              </Menu.Item>
            )}
            {schema.can.includes('add') && schema.form.save.includes('duplicate') && (
              <Menu.Item leftSection={<Icons.copy />} onClick={() => void navigate({ to: `/m/${schema.key}/new`, search: { from: row.id } } as never)}>
                {t('action.duplicate')}
              </Menu.Item>
            )}
            {schema.history && (
              <Menu.Item leftSection={<Icons.history />} onClick={() => void navigate({ to: `${to}/history` })}>
                {t('history.title')}
              </Menu.Item>
            )}
            {actions.length > 0 && <Menu.Divider />}
            {actions.map(action => (
              <Menu.Item key={action.key} color={action.tone === 'danger' ? 'red' : undefined} onClick={() => onAction(action, row)}>
                {action.label}
              </Menu.Item>
            ))}
          </>
        )}
        {can.includes('delete') && (
          <>
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<Icons.delete />} onClick={() => onDelete(row)}>
              {t(state.trash ? 'trash.purge' : 'action.delete')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

/** `j` and `k` walk through the rows, `x` selects. */
function useRowKeys(box: React.RefObject<HTMLElement | null>, rows: ListRow[], selection: Selected) {
  const links = () => [...(box.current?.querySelectorAll<HTMLElement>(`.${css.link} a, .${css.entryTitle} a`) ?? [])]
  const current = () => links().findIndex(link => link.closest('tr, li')?.contains(document.activeElement))
  useShortcut('j', 'shortcuts.next-row', () => links()[Math.min(current() + 1, rows.length - 1)]?.focus())
  useShortcut('k', 'shortcuts.previous-row', () => links()[Math.max(current() - 1, 0)]?.focus())
  useShortcut('x', 'shortcuts.select-row', () => {
    const index = current()
    const row = rows[index]
    if (row && selection.possible) selection.toggle(row.id, index, rows, false)
  })
}

/** Rows on a phone: a title with a state, and two facts below. */
export function Entries(props: Props) {
  const { schema, state, columns, page, selection } = props
  const box = useRef<HTMLUListElement>(null)
  const link = columns.find(column => column.link) ?? columns[0]
  const status = columns.find(column => column !== link && schema.fields[column.f]?.choices?.some(choice => choice.tone)) ?? columns.find(column => column !== link && schema.fields[column.f]?.type === 'enum')
  const facts = columns.filter(column => column !== link && column !== status).slice(0, 3)
  if (!page) return <div style={{ padding: 16 }}><Skeleton height={200} /></div>
  return (
    <ul className={css.items} ref={box}>
      {page.rows.map((row, index) => (
        <li key={row.id} className={css.entry} data-selected={selection.has(row.id)}>
          {selection.possible && <Checkbox size="md" aria-label={t('list.select', { name: row.repr })} checked={selection.has(row.id)} onChange={() => selection.toggle(row.id, index, page.rows, false)} />}
          <div className={css.entryText}>
            <div className={css.entryTitle}>
              {link && !state.trash ? <Link to={recordPath(schema.key, row.id)}><Value field={schema.fields[link.f]} value={row.cells[link.f] ?? row.repr} /></Link> : <span>{row.repr}</span>}
              {status && <Value field={schema.fields[status.f]} value={row.cells[status.f]} empty={schema.list.empty} />}
            </div>
            <div className={css.entryMeta}>
              {facts.map(column => (
                <span key={column.f}>
                  {typeof row.cells[column.f] === 'boolean' || isNumeric(schema.fields[column.f]?.type) ? `${column.label}: ` : ''}
                  {Array.isArray(row.cells[column.f]) ? ((row.cells[column.f] as { repr?: string }[]).map(one => one.repr ?? String(one)).join(', ') || schema.list.empty) : typeof row.cells[column.f] === 'boolean' ? lower(t(row.cells[column.f] ? 'value.yes' : 'value.no')) : <Value field={schema.fields[column.f]} value={row.cells[column.f]} empty={schema.list.empty} />}
                </span>
              ))}
            </div>
          </div>
          <RowMenu row={row} {...props} />
        </li>
      ))}
    </ul>
  )
}
