import { ActionIcon, Button, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { request } from '../api/client'
import { client, views as viewsQuery } from '../api/queries'
import type { ModelSchema, View } from '../contract'
import { t } from '../i18n'
import { confirm } from '../ui/confirm'
import { Icons } from '../ui/icons'
import { toastError } from '../ui/toasts'
import { formatFilter, formatSort, parseFilter, parseSort, sameFilter } from './filter'
import type { ListState, ShownColumn } from './state'
import css from './list.module.css'

const SaveView = lazy(() => import('./save-view'))

/** Views as tabs: all, those from the program, those that were saved, the trash. */
export function ViewTabs({ schema, state, columns }: { schema: ModelSchema; state: ListState; columns: ShownColumn[] }) {
  const { data } = useQuery(viewsQuery(schema.key))
  const [saving, setSaving] = useState(false)
  const saved = data?.views ?? []
  const plainList = !state.f && !state.q && !state.view && !state.trash
  const is = (view: View) => !state.trash && !state.view && (state.q ?? '') === (view.q ?? '') && sameFilter(state.filter, parseFilter(view.f)) && (formatSort(state.order) === formatSort(view.sort.map(part => parseSort(part)[0]!)) || view.sort.length === 0)
  const current = saved.find(view => is(view) && (view.q || Object.keys(view.f).length > 0 || view.sort.length > 0))
  const changed = !current && !state.trash && (state.filter.terms.length > 0 || state.filter.rest.length > 0 || !!state.q)
  const none = { q: undefined, f: undefined, sort: undefined, view: undefined, trash: undefined, size: state.size }

  if (!schema.list.views?.length && !saved.length && !schema.soft_delete && !changed) return <div style={{ height: 8 }} />

  async function remove(view: View) {
    if (!(await confirm({ title: t('view.delete-title', { name: view.label }), verb: t('view.delete'), danger: true }))) return
    try {
      await request(`/views/${view.id}`, { method: 'DELETE' })
      await client.invalidateQueries({ queryKey: ['views', schema.key] })
    } catch (error) {
      toastError(error)
    }
  }
  const tab = (key: string, label: string, on: boolean, open: () => void, view?: View) => (
    <div key={key} className={css.tab}>
      <button type="button" aria-pressed={on} onClick={open}>
        {label}
      </button>
      {view?.own && on && (
        <Menu withinPortal zIndex={300}>
          <Menu.Target>
            <ActionIcon aria-label={t('view.more', { name: view.label })}>
              <Icons.down size={14} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="red" leftSection={<Icons.delete />} onClick={() => void remove(view)}>
              {t('view.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  )
  return (
    <div className={css.tabs} role="group" aria-label={t('view.title')}>
      {tab('all', t('view.all'), plainList, () => state.set(none))}
      {(schema.list.views ?? []).map(view => tab(`v-${view.key}`, view.label, state.view === view.key, () => state.set({ ...none, view: view.key })))}
      {saved.map(view => tab(view.id, view.label, current?.id === view.id, () => state.set({ ...none, q: view.q ?? undefined, f: formatFilter(parseFilter(view.f)), sort: view.sort.join(',') || undefined }), view))}
      {schema.soft_delete && tab('trash', t('trash.title'), !!state.trash, () => state.set({ ...none, trash: '1' }))}
      {changed && (
        <div className={css.tab}>
          <Button variant="subtle" size="compact-sm" leftSection={<Icons.save size={14} />} onClick={() => setSaving(true)}>
            {t('view.save')}
          </Button>
        </div>
      )}
      <Suspense fallback={null}>{saving && <SaveView schema={schema} state={state} columns={columns} onClose={() => setSaving(false)} />}</Suspense>
    </div>
  )
}
