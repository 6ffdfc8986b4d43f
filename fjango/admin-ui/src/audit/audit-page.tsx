import '../theme/mantine-fields.css'
import { Button, Select, TextInput } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { request } from '../api/client'
import { site } from '../api/queries'
import type { HistoryPage } from '../contract'
import { t } from '../i18n'
import type { Key } from '../i18n/en'
import { upper } from '../i18n/format'
import { Revisions } from '../record/revisions'
import { Page } from '../shell/page'
import { Blank, Failure } from '../ui/notice'
import css from '../record/revisions.module.css'

interface Search {
  user?: string
  model?: string
  verb?: string
  from?: string
  to?: string
}

/** Every change that was made, by whom. */
export function AuditPage() {
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const { data: frame } = useQuery(site)
  const set = (change: Search) => void navigate({ to: '.', search: (old: Search) => ({ ...old, ...change }), replace: true } as never)
  const [user, setUser] = useState(search.user ?? '')
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['audit', search],
    queryFn: ({ pageParam }) => request<HistoryPage>('/audit', { query: { ...search, after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next ?? undefined,
    staleTime: 0,
  })
  const entries = data?.pages.flatMap(page => page.entries) ?? []
  const filtered = Object.values(search).some(Boolean)
  return (
    <Page crumbs={[{ label: t('audit.title') }]} title={t('audit.title')}>
      <form
        className={css.filters}
        role="search"
        aria-label={t('filter.title')}
        onSubmit={event => {
          event.preventDefault()
          set({ user: user.trim() || undefined })
        }}
      >
        <TextInput aria-label={t('audit.user')} placeholder={t('audit.user')} type="search" value={user} onChange={event => setUser(event.currentTarget.value)} onBlur={() => user !== (search.user ?? '') && set({ user: user.trim() || undefined })} onKeyDown={event => event.key === 'Enter' && set({ user: user.trim() || undefined })} />
        <Select aria-label={t('audit.model')} placeholder={t('audit.model')} clearable clearButtonProps={{ 'aria-label': t('action.clear') }} data={Object.entries(frame?.models ?? {}).map(([value, model]) => ({ value, label: upper(model.many) }))} value={search.model ?? null} onChange={model => set({ model: model ?? undefined })} />
        <Select aria-label={t('audit.verb')} placeholder={t('audit.verb')} clearable clearButtonProps={{ 'aria-label': t('action.clear') }} data={['create', 'change', 'delete', 'restore', 'action', 'revert'].map(value => ({ value, label: t(`verb.${value}` as Key) }))} value={search.verb ?? null} onChange={verb => set({ verb: verb ?? undefined })} />
      </form>
      {error ? (
        <div className={css.list}>
          <Failure error={error} retry={() => void refetch()} />
        </div>
      ) : data && entries.length === 0 ? (
        <Blank
          title={t('audit.none')}
          action={
            filtered ? (
              <Button
                onClick={() => {
                  setUser('')
                  set({ user: undefined, model: undefined, verb: undefined })
                }}
              >
                {t('filter.clear')}
              </Button>
            ) : undefined
          }
        >
          {t('audit.none-help')}
        </Blank>
      ) : (
        <Revisions entries={entries} hasPage={model => model in (frame?.models ?? {})} />
      )}
      {hasNextPage && (
        <div className={css.more}>
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('history.older')}
          </Button>
        </div>
      )}
    </Page>
  )
}
