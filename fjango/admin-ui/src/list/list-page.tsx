import { Button, Menu } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { request } from '../api/client'
import { forgetRows, modelSchema, preferences, rows as rowsQuery, setPreferences, site } from '../api/queries'
import type { ActionSchema, ListRow, ModelSchema, Selection, Total } from '../contract'
import { t } from '../i18n'
import { lower, upper } from '../i18n/format'
import { Page, useGroup } from '../shell/page'
import { useShortcut } from '../shell/shortcuts'
import { Icons } from '../ui/icons'
import { LinkButton } from '../ui/link-button'
import { Blank, Failure, LoadingBar } from '../ui/notice'
import { toast, toastError } from '../ui/toasts'
import { ColumnsMenu } from './columns-menu'
import { filterObject } from './filter'
import { FilterBar } from './filter-bar'
import { rememberOrder, rememberSearch } from './neighbours'
import { useSelection, type Selected } from './selection'
import { arrange, listQuery, offset, useListState, type ListState, type ShownColumn } from './state'
import { Entries, Table } from './table'
import { ViewTabs } from './views'
import shell from '../shell/shell.module.css'
import css from './list.module.css'

const RunAction = lazy(() => import('../action/run-action').then(module => ({ default: module.RunAction })))
const DeleteDialog = lazy(() => import('../record/delete-dialog'))
const ExportDialog = lazy(() => import('../transfer/export-dialog'))

export function ListPage() {
  const { model } = useParams({ strict: false }) as { model: string }
  const { data: schema, error, refetch } = useQuery(modelSchema(model))
  const { data: frame } = useQuery(site)
  const group = useGroup(model)
  const name = upper(frame?.models[model]?.many ?? model)
  if (error) {
    return (
      <Page crumbs={[{ label: name }]} title={name}>
        <div style={{ padding: 'var(--gutter)' }}>
          <Failure error={error} retry={() => void refetch()} />
        </div>
      </Page>
    )
  }
  if (!schema) return <Page crumbs={[...(group ? [{ label: group }] : []), { label: name }]} title={name} children={null} />
  return <List key={model} schema={schema} />
}

function List({ schema }: { schema: ModelSchema }) {
  const state = useListState()
  const phone = useMediaQuery('(max-width: 767px)', window.innerWidth < 768) ?? false
  const group = useGroup(schema.key)
  const navigate = useNavigate()
  const { data: preferred } = useQuery(preferences)
  const { data: frame } = useQuery(site)
  const [ran, setRan] = useState<{ action: ActionSchema; selection: Selection | null; count: number } | null>(null)
  const [deleting, setDeleting] = useState<{ row?: ListRow; selection?: Selection; count: number } | null>(null)
  const [exporting, setExporting] = useState(false)

  const all = useMemo(() => arrange(schema, preferred?.columns?.[schema.key]), [schema, preferred])
  const columns = all.filter(column => !column.hidden)
  const size = preferred?.sizes?.[schema.key]
  const query = listQuery(state, schema, size, columns)
  const { data: page, error, isFetching, isPlaceholderData, refetch } = useQuery(rowsQuery(schema.key, query))
  const bulk = (schema.actions ?? []).filter(action => action.on.includes('bulk'))
  const whole = (schema.actions ?? []).filter(action => action.on.includes('list'))
  const selection = useSelection((!state.trash && bulk.length > 0) || schema.can.includes('delete') || (schema.can.includes('export') && !state.trash), JSON.stringify([state.q, state.f, state.view, state.trash]))
  const total = page?.page.total
  const filtered = !!state.q || state.filter.terms.length > 0 || state.filter.rest.length > 0

  useEffect(() => {
    if (!page) return
    rememberOrder(schema.key, page.rows.map(row => row.id))
    rememberSearch(schema.key, location.search)
  }, [page, schema.key])
  useShortcut('n', 'shortcuts.new', () => void navigate({ to: `/m/${schema.key}/new` }), { off: !schema.can.includes('add') })

  const keepColumns = (next: ShownColumn[] | null) => {
    void setPreferences(old => {
      const columns = { ...old.columns }
      if (next) columns[schema.key] = next.map(({ f, hidden, width }) => ({ f, hidden, ...(width ? { width } : {}) }))
      else delete columns[schema.key]
      return { ...old, columns }
    }).catch(toastError)
  }
  const chosenRows = (): Selection =>
    selection.all
      ? { all: true, query: { ...(state.q ? { q: state.q } : {}), ...(filterObject(state.filter) ? { f: filterObject(state.filter)! } : {}), ...(state.view ? { view: state.view } : {}), tz: offset() }, except: [...selection.except], expected: selection.count(total?.n ?? 0) }
      : { ids: [...selection.ids] }
  async function restore(row: ListRow) {
    try {
      await request(`/m/${schema.key}/${encodeURIComponent(row.id)}/restore`, { method: 'POST', ifMatch: row.v })
      await forgetRows(schema.key)
      toast(t('trash.restored', { name: row.repr }))
    } catch (problem) {
      toastError(problem)
    }
  }
  const one = lower(schema.one)
  const canImport = schema.can.includes('import') && frame?.site.features.includes('import')
  const shared = {
    schema,
    state,
    columns,
    page,
    selection,
    onWidth: (f: string, width: number | null) => keepColumns(all.map(column => (column.f === f ? { ...column, width } : column))),
    onAction: (action: ActionSchema, row: ListRow) => setRan({ action, selection: { ids: [row.id] }, count: 1 }),
    onDelete: (row: ListRow) => setDeleting({ row, count: 1 }),
    onRestore: (row: ListRow) => void restore(row),
  }

  return (
    <Page
      crumbs={[...(group ? [{ label: group }] : []), { label: upper(schema.many) }]}
      title={upper(schema.many)}
      beside={<span className={shell.count}>{total ? totalText(total) : ''}</span>}
      actions={
        <>
          {!phone && canImport && (
            <LinkButton to={`/m/${schema.key}/import`} leftSection={<Icons.import />}>
              {t('import.button')}
            </LinkButton>
          )}
          {!phone && schema.can.includes('export') && (
            <Button leftSection={<Icons.export />} onClick={() => setExporting(true)}>
              {t('export.button')}
            </Button>
          )}
          {whole.length > 0 &&
            (whole.length < 3 && !phone ? (
              whole.map(action => (
                <Button key={action.key} onClick={() => setRan({ action, selection: null, count: 0 })}>
                  {action.label}
                </Button>
              ))
            ) : (
              <Menu withinPortal>
                <Menu.Target>
                  <Button rightSection={<Icons.down size={14} />}>{t('action.more')}</Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {whole.map(action => (
                    <Menu.Item key={action.key} onClick={() => setRan({ action, selection: null, count: 0 })}>
                      {action.label}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            ))}
          {schema.can.includes('add') && (
            <LinkButton to={`/m/${schema.key}/new`} variant="filled" leftSection={<Icons.add />}>
              {t('action.new', { one })}
            </LinkButton>
          )}
        </>
      }
    >
      <ViewTabs schema={schema} state={state} columns={all} />
      <FilterBar schema={schema} state={state} phone={phone}>
        {!phone && (
          <>
            <span className={shell.spacer} />
            <ColumnsMenu columns={all} onChange={keepColumns} />
          </>
        )}
      </FilterBar>
      <div className={css.wrap}>
        {isFetching && page && <LoadingBar />}
        {error && !page ? (
          <div style={{ padding: 'var(--gutter)' }}>
            <Failure error={error} retry={() => void refetch()} />
          </div>
        ) : page && page.rows.length === 0 ? (
          <Nothing schema={schema} state={state} filtered={filtered} />
        ) : (
          <div className={css.scroll} data-busy={isPlaceholderData}>
            {phone ? <Entries {...shared} /> : <Table {...shared} />}
          </div>
        )}
      </div>
      {page && page.rows.length > 0 && <Paging schema={schema} state={state} page={page.page} count={page.rows.length} size={size} />}
      {selection.count(total?.n ?? 0) > 0 && (
        <BulkBar schema={schema} phone={phone} trash={!!state.trash} selection={selection} total={total} bulk={bulk} shown={page?.rows.length ?? 0} onRun={action => setRan({ action, selection: chosenRows(), count: selection.count(total?.n ?? 0) })} onDelete={() => setDeleting({ selection: chosenRows(), count: selection.count(total?.n ?? 0) })} />
      )}
      <Suspense fallback={null}>
        {ran && (
          <RunAction
            schema={schema}
            {...ran}
            onClose={done => {
              setRan(null)
              if (done) selection.clear()
            }}
          />
        )}
        {deleting && (
          <DeleteDialog
            schema={schema}
            {...deleting}
            purge={!!state.trash}
            onClose={done => {
              setDeleting(null)
              if (done) selection.clear()
            }}
          />
        )}
        {exporting && <ExportDialog schema={schema} columns={all} selection={selection.count(total?.n ?? 0) > 0 ? chosenRows() : null} count={selection.count(total?.n ?? 0)} state={state} total={total} onClose={() => setExporting(false)} />}
      </Suspense>
    </Page>
  )
}

export function totalText({ n, kind }: Total): string {
  if (n === null || n === undefined || kind === 'none') return ''
  const text = n.toLocaleString()
  return kind === 'estimate' ? t('list.about', { n: text }) : kind === 'at_least' ? `${text}+` : text
}

function Nothing({ schema, state, filtered }: { schema: ModelSchema; state: ListState; filtered: boolean }) {
  const many = lower(schema.many)
  if (filtered || state.view) {
    return (
      <Blank title={t('list.none-found', { many })} action={<Button onClick={() => state.set({ q: undefined, f: undefined, view: undefined })}>{t('filter.clear')}</Button>}>
        {t('list.none-found-help')}
      </Blank>
    )
  }
  if (state.trash) return <Blank title={t('trash.empty')}>{t('trash.empty-help', { many })}</Blank>
  return (
    <Blank
      title={t('list.none', { many })}
      action={
        schema.can.includes('add') ? (
          <LinkButton to={`/m/${schema.key}/new`} variant="filled" leftSection={<Icons.add />}>
            {t('action.new', { one: lower(schema.one) })}
          </LinkButton>
        ) : undefined
      }
    >
      {schema.help || t('list.none-help', { many })}
    </Blank>
  )
}

function Paging({ schema, state, page, count, size }: { schema: ModelSchema; state: ListState; page: { next?: string | null; prev?: string | null; number?: number | null; size: number; total: Total }; count: number; size: number | undefined }) {
  const numbered = page.number !== null && page.number !== undefined
  const first = numbered ? (page.number! - 1) * page.size + 1 : null
  const total = totalText(page.total)
  const range = first !== null ? `${first.toLocaleString()}–${(first + count - 1).toLocaleString()}` : null
  const go = (way: 'next' | 'prev') => {
    if (numbered && schema.list.paging === 'page') state.set({ page: String(page.number! + (way === 'next' ? 1 : -1)), after: undefined })
    else state.set({ after: page[way] ?? undefined, page: undefined })
    window.scrollTo({ top: 0 })
  }
  const known = page.total.kind === 'exact' ? page.total.n : null
  const next = !!page.next || (numbered && known !== null && known !== undefined && first! + count - 1 < known)
  const prev = !!page.prev || (numbered && page.number! > 1)
  return (
    <div className={css.foot}>
      <span>{range ? (total ? t('list.range', { range, total }) : range) : total ? t('list.shown-of', { n: count, total }) : t('list.shown', { n: count })}</span>
      <span className={css.spacer} />
      {schema.list.sizes.length > 1 && (
        <Menu withinPortal>
          <Menu.Target>
            <button type="button" className={css.size}>
              {t('list.per-page', { n: Number(state.size ?? size ?? page.size) })}
              <Icons.down size={13} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {schema.list.sizes.map(one => (
              <Menu.Item
                key={one}
                onClick={() => {
                  state.set({ size: String(one) })
                  void setPreferences(old => ({ ...old, sizes: { ...old.sizes, [schema.key]: one } })).catch(() => {})
                }}
              >
                {t('list.per-page', { n: one })}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {(next || prev) && (
        <div className={css.pager} role="group" aria-label={t('list.pages')}>
          <Button aria-label={t('list.previous')} disabled={!prev} onClick={() => go('prev')}>
            <Icons.back />
          </Button>
          <Button aria-label={t('list.next')} disabled={!next} onClick={() => go('next')}>
            <Icons.forward />
          </Button>
        </div>
      )}
    </div>
  )
}

interface BulkProps {
  schema: ModelSchema
  phone: boolean
  trash: boolean
  selection: Selected
  total: Total | undefined
  bulk: ActionSchema[]
  shown: number
  onRun: (action: ActionSchema) => void
  onDelete: () => void
}

/** What can be done with the rows chosen. */
function BulkBar({ schema, phone, trash, selection, total, bulk, shown, onRun, onDelete }: BulkProps) {
  const n = selection.count(total?.n ?? 0)
  const more = !selection.all && !trash && n >= shown && total?.n && total.n > n
  const offered = trash ? [] : bulk
  const direct = phone ? offered.slice(0, 1) : offered.slice(0, 4)
  const rest = offered.slice(direct.length)
  const canDelete = schema.can.includes('delete')
  return (
    <div className={css.bulk} role="region" aria-label={t('bulk.title')}>
      <span aria-live="polite">{t('bulk.selected', { n })}</span>
      {more && !phone && (
        <Button variant="subtle" onClick={selection.everything}>
          {t('bulk.all', { n: totalText(total!) })}
        </Button>
      )}
      {direct.map(action => (
        <Button key={action.key} variant="subtle" {...(action.tone === 'danger' ? { color: 'red' } : {})} onClick={() => onRun(action)}>
          {action.label}
        </Button>
      ))}
      {(rest.length > 0 || phone) && (
        <Menu withinPortal position="top-end">
          <Menu.Target>
            <Button variant="subtle" aria-label={t('bulk.more')}>
              <Icons.more />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {more && phone && <Menu.Item onClick={selection.everything}>{t('bulk.all', { n: totalText(total!) })}</Menu.Item>}
            {rest.map(action => (
              <Menu.Item key={action.key} color={action.tone === 'danger' ? 'red' : undefined} onClick={() => onRun(action)}>
                {action.label}
              </Menu.Item>
            ))}
            {phone && canDelete && (
              <Menu.Item color="red" onClick={onDelete}>
                {t(trash ? 'trash.purge' : 'action.delete')}
              </Menu.Item>
            )}
            {phone && <Menu.Item onClick={selection.clear}>{t('bulk.clear')}</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      )}
      {!phone && canDelete && (
        <Button variant="subtle" color="red" onClick={onDelete}>
          {t(trash ? 'trash.purge' : 'action.delete')}
        </Button>
      )}
      {!phone && (
        <Button variant="subtle" aria-label={t('bulk.clear')} onClick={selection.clear} px={8}>
          <Icons.close />
        </Button>
      )}
    </div>
  )
}
