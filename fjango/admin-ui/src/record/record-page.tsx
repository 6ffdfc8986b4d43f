import { ActionIcon, Button, Menu } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useBlocker, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { modelSchema, record as recordQuery, site } from '../api/queries'
import type { ActionSchema, ModelSchema, Record as Saved } from '../contract'
import type { Members } from '../api/queries'
import { Blocks, ErrorSummary, FormContext } from '../form/blocks'
import { ConflictDialog } from '../form/conflict-dialog'
import { fieldOrder, isShown, orderedErrors, startOf } from '../form/state'
import { useForm } from '../form/use-form'
import { t } from '../i18n'
import { lower, upper } from '../i18n/format'
import { neighbours, listSearch } from '../list/neighbours'
import { Page, useGroup } from '../shell/page'
import { useShortcut } from '../shell/shortcuts'
import { confirm } from '../ui/confirm'
import { Icons } from '../ui/icons'
import { LinkButton } from '../ui/link-button'
import { Failure, Skeleton } from '../ui/notice'
import { Status } from '../ui/status'
import { toast } from '../ui/toasts'
import { choiceOf, textOf, Value } from '../ui/value'
import css from '../form/form.module.css'

const RunAction = lazy(() => import('../action/run-action').then(module => ({ default: module.RunAction })))
const DeleteDialog = lazy(() => import('./delete-dialog'))

/** `Order #10481`, but just `Borrowing, part 1` where the name says enough. */
export const titleOf = (schema: ModelSchema, repr: string) => (/^[#\d]/.test(repr) ? `${upper(schema.one)} ${repr}` : repr)

export function RecordPage() {
  const { model, id } = useParams({ strict: false }) as { model: string; id: string }
  const { data: schema, error } = useQuery(modelSchema(model))
  const { data: record, error: missing, refetch } = useQuery(recordQuery(model, id))
  if (error || missing || !schema || !record) return <Loading model={model} error={error ?? missing} retry={() => void refetch()} />
  return <RecordForm key={`${model}/${id}`} schema={schema} record={record} />
}

export function NewPage() {
  const { model } = useParams({ strict: false }) as { model: string }
  const { from, ...rest } = useSearch({ strict: false }) as { from?: string } & { [f: string]: string | undefined }
  const { data: schema, error } = useQuery(modelSchema(model))
  const { data: source, error: missing } = useQuery({ ...recordQuery(model, from ?? ''), enabled: !!from })
  const again = useRef(0)
  if (error || missing || !schema || (from && !source)) return <Loading model={model} error={error ?? missing} />
  return <RecordForm key={`${model}/new/${from ?? ''}/${again.current}`} schema={schema} record={null} from={from} initial={startOf(schema, source, rest)} />
}

function Loading({ model, error, retry }: { model: string; error?: unknown; retry?: () => void }) {
  const { data } = useQuery(site)
  const group = useGroup(model)
  const many = upper(data?.models[model]?.many ?? model)
  return (
    <Page crumbs={[...(group ? [{ label: group }] : []), { label: many, to: `/m/${model}` }, { label: '…' }]} title={error ? t('error.not-shown') : ' '} name={many}>
      <div className={css.layout} data-aside="false">
        {error ? (
          <Failure error={error} retry={retry} />
        ) : (
          <div className={css.rows}>
            <Skeleton width="30%" />
            <Skeleton height={32} />
            <Skeleton height={32} />
            <Skeleton height={88} />
          </div>
        )}
      </div>
    </Page>
  )
}

/** The name of what an objection is about: `Comment 3 · Text`. */
export function pathLabel(schema: ModelSchema, path: string): string {
  const match = /^(\w+)\[(\d+)\](?:\.(\w+))?$/.exec(path)
  const inline = match && schema.form.inlines?.[match[1]!]
  if (!inline) return schema.fields[path]?.label ?? schema.form.inlines?.[path]?.label ?? path
  const row = `${upper(inline.one)} ${Number(match[2]) + 1}`
  return match[3] ? `${row} · ${inline.fields[match[3]]?.label ?? match[3]}` : row
}

function RecordForm({ schema, record, from, initial }: { schema: ModelSchema; record: Saved | null; from?: string; initial?: Members }) {
  const navigate = useNavigate()
  const group = useGroup(schema.key)
  const readonly = record ? !record.can.includes('change') || !!record.deleted : false
  const prefix = 'f-'
  const form = useForm({ schema, record, initial, prefix, draft: readonly ? undefined : `fj-draft-${schema.key}-${record?.id ?? (from ? `copy-${from}` : 'new')}` })
  const { state, dispatch, changes } = form
  const phone = useMediaQuery('(max-width: 767px)', window.innerWidth < 768) ?? false
  const [ran, setRan] = useState<ActionSchema | null>(null)
  const [deleting, setDeleting] = useState(false)
  const leaving = useRef(false)
  const one = lower(schema.one)
  const many = upper(schema.many)
  const to = `/m/${schema.key}`

  useBlocker({
    shouldBlockFn: async () => {
      if (leaving.current || changes === 0) return false
      const stay = !(await confirm({ title: t('unsaved.title'), body: t('unsaved.body', { n: changes }), verb: t('unsaved.leave'), cancel: t('unsaved.stay'), danger: true }))
      if (!stay) form.forgetDraft()
      return stay
    },
    enableBeforeUnload: () => changes > 0 && !leaving.current,
  })
  const go = async (href: string) => {
    leaving.current = true
    await navigate({ href })
    leaving.current = false
  }
  const done = async (saved: Saved | null, how: 'list' | 'stay' | 'another') => {
    if (!saved) return
    toast(t(record ? 'form.saved' : 'form.created', { name: saved.repr }))
    if (how === 'list') await go(`${to}${listSearch(schema.key)}`)
    else if (how === 'another') {
      leaving.current = true
      await navigate({ to: `${to}/new`, search: { from: undefined } } as never)
      leaving.current = false
      dispatch({ type: 'load', record: null })
    } else if (!record) await go(`${to}/${encodeURIComponent(saved.id)}`)
  }
  const save = async (how: 'list' | 'stay' | 'another') => done(await form.save(), how)
  useShortcut('Ctrl+S', 'shortcuts.save', () => void save('stay'), { typing: true, off: readonly })

  const beside = record ? neighbours(schema.key, record.id) : {}
  const step = (id: string | undefined) => id !== undefined && void navigate({ to: `${to}/${encodeURIComponent(id)}` })
  useShortcut('Alt+J', 'shortcuts.next-record', () => step(beside.next), { typing: true, off: !beside.next })
  useShortcut('Alt+K', 'shortcuts.previous-record', () => step(beside.previous), { typing: true, off: !beside.previous })

  const status = Object.entries(schema.fields).find(([f, field]) => field.choices?.some(choice => choice.tone) && record?.values[f])
  const label = status && choiceOf(status[1], record!.values[status[0]])
  const actions = record && !record.deleted ? (schema.actions ?? []).filter(action => action.on.includes('detail')) : []
  const facts = (schema.form.aside ?? []).filter(f => schema.fields[f] && isShown(schema.fields[f], state.values))
  const name = record ? titleOf(schema, record.repr) : t('action.new', { one })
  const errors = orderedErrors(schema, state.errors)
  const first = !record ? fieldOrder(schema).find(f => schema.fields[f] && !schema.fields[f].readonly) : undefined
  const context = useMemo(() => ({ schema, state, dispatch, readonly, id: record?.id, prefix }), [schema, state, dispatch, readonly, record?.id])
  const canDelete = record?.can.includes('delete')
  const direct = phone ? [] : actions.slice(0, 2)
  const more = actions.slice(direct.length)
  const duplicate = record && schema.can.includes('add') && schema.form.save.includes('duplicate')

  return (
    <div className={`${css.page} ${Object.values(schema.form.inlines ?? {}).some(inline => inline.style === 'table' && inline.order.length > 4) ? css.wide : ''}`}>
      <Page
        crumbs={[...(group ? [{ label: group }] : []), { label: many, to: `${to}${listSearch(schema.key)}` }, { label: record ? record.repr : t('action.new', { one }) }]}
        title={name}
        beside={
          <>
            {label && <Status tone={label.tone}>{label.label}</Status>}
            {record?.deleted && <Status tone="danger">{t('trash.deleted')}</Status>}
          </>
        }
        actions={
          record && (
            <>
              {(beside.previous || beside.next) && (
                <span style={{ display: 'inline-flex' }}>
                  <ActionIcon aria-label={t('record.previous')} disabled={!beside.previous} onClick={() => step(beside.previous)}>
                    <Icons.back />
                  </ActionIcon>
                  <ActionIcon aria-label={t('record.next')} disabled={!beside.next} onClick={() => step(beside.next)}>
                    <Icons.forward />
                  </ActionIcon>
                </span>
              )}
              {schema.history && !phone && (
                <LinkButton to={`${to}/${encodeURIComponent(record.id)}/history`} leftSection={<Icons.history />}>
                  {t('history.title')}
                </LinkButton>
              )}
              {direct.map(action => (
                <Button key={action.key} onClick={() => setRan(action)}>
                  {action.label}
                </Button>
              ))}
              {(more.length > 0 || canDelete || duplicate || record.url || (phone && schema.history)) && (
                <Menu withinPortal>
                  <Menu.Target>
                    <Button aria-label={t('action.more')} px={9}>
                      <Icons.more />
                    </Button>
                  </Menu.Target>
                  <Menu.Dropdown>
                    {phone && schema.history && (
                      <Menu.Item leftSection={<Icons.history />} onClick={() => void navigate({ to: `${to}/${encodeURIComponent(record.id)}/history` })}>
                        {t('history.title')}
                      </Menu.Item>
                    )}
                    {more.map(action => (
                      <Menu.Item key={action.key} color={action.tone === 'danger' ? 'red' : undefined} onClick={() => setRan(action)}>
                        {action.label}
                      </Menu.Item>
                    ))}
                    {record.url && (
                      <Menu.Item component="a" href={record.url} leftSection={<Icons.external />}>
                        {t('record.view-on-site')}
                      </Menu.Item>
                    )}
                    {duplicate && (
                      <Menu.Item leftSection={<Icons.copy />} onClick={() => void navigate({ to: `${to}/new`, search: { from: record.id } } as never)}>
                        {t('action.duplicate')}
                      </Menu.Item>
                    )}
                    {canDelete && (
                      <Menu.Item color="red" leftSection={<Icons.delete />} onClick={() => setDeleting(true)}>
                        {t(record.deleted ? 'trash.purge' : 'action.delete')}
                      </Menu.Item>
                    )}
                  </Menu.Dropdown>
                </Menu>
              )}
            </>
          )
        }
      >
        {form.restored && changes > 0 && (
          <div className={css.notice}>
            <p>{t('form.restored')}</p>
            <Button onClick={form.discard}>{t('form.discard')}</Button>
          </div>
        )}
        {form.failure !== null && (
          <div className={css.errors}>
            <Failure error={form.failure} />
          </div>
        )}
        <ErrorSummary errors={errors} labelOf={path => pathLabel(schema, path)} prefix={prefix} />
        <FormContext value={context}>
          <form
            id="record"
            className={css.layout}
            data-aside={facts.length > 0 && !!record}
            noValidate
            onSubmit={event => {
              event.preventDefault()
              void save('list')
            }}
          >
            <div>
              <Blocks blocks={schema.form.main} autoFocus={first} />
            </div>
            {record && facts.length > 0 && (
              <aside className={css.aside} aria-label={t('record.details')}>
                <h2>{t('record.details')}</h2>
                <dl className={css.facts}>
                  {facts.map(f => (
                    <div key={f} style={{ display: 'contents' }}>
                      <dt>{schema.fields[f]!.label}</dt>
                      <dd>
                        <Value field={schema.fields[f]} value={state.base[f]} full />
                      </dd>
                    </div>
                  ))}
                </dl>
              </aside>
            )}
          </form>
        </FormContext>
      </Page>
      {!readonly && (
        <div className={css.bar} role="region" aria-label={t('form.bar')}>
          <span aria-live="polite">{changes > 0 ? t('form.unsaved', { n: changes }) : ''}</span>
          {changes > 0 && (
            <Button variant="subtle" onClick={form.discard}>
              {t('form.discard')}
            </Button>
          )}
          {!record && schema.form.save.includes('another') && (
            <Button disabled={form.busy} onClick={() => void save('another')}>
              {t('form.save-another')}
            </Button>
          )}
          {schema.form.save.includes('stay') && (
            <Button disabled={form.busy || (!!record && changes === 0)} onClick={() => void save('stay')}>
              {t('form.save-stay')}
            </Button>
          )}
          <Button type="submit" form="record" variant="filled" loading={form.busy} disabled={!!record && changes === 0}>
            {t('form.save', { one })}
          </Button>
        </div>
      )}
      {form.stale && <ConflictDialog schema={schema} state={state} stale={form.stale} onClose={form.closeConflict} onChoose={async take => done(await form.settle(take), 'stay')} />}
      <Suspense fallback={null}>
        {ran && record && <RunAction schema={schema} action={ran} selection={{ ids: [record.id] }} count={1} onClose={() => setRan(null)} />}
        {deleting && record && (
          <DeleteDialog
            schema={schema}
            row={{ ...record, cells: record.values }}
            count={1}
            purge={!!record.deleted}
            onClose={gone => {
              setDeleting(false)
              if (gone) {
                form.forgetDraft()
                void go(`${to}${listSearch(schema.key)}`)
              }
            }}
          />
        )}
      </Suspense>
      <RememberTitle name={textOf(undefined, name)} />
    </div>
  )
}

/** Puts the focus on the title of a record that was just opened, so that screen readers say where one is. */
function RememberTitle({ name }: { name: string }) {
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true })
  }, [name])
  return null
}
