import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { request } from '../api/client'
import { client, forgetRows, modelSchema, record as recordQuery } from '../api/queries'
import type { HistoryEntry, HistoryPage as Entries } from '../contract'
import { t } from '../i18n'
import { lower, upper } from '../i18n/format'
import { Page, useGroup } from '../shell/page'
import { confirm } from '../ui/confirm'
import { Blank, Failure } from '../ui/notice'
import { toast, toastError } from '../ui/toasts'
import { Revisions } from './revisions'
import { titleOf } from './record-page'
import css from './revisions.module.css'

export function HistoryPage() {
  const { model, id } = useParams({ strict: false }) as { model: string; id: string }
  const { data: schema } = useQuery(modelSchema(model))
  const { data: record } = useQuery(recordQuery(model, id))
  const group = useGroup(model)
  const path = `/m/${model}/${encodeURIComponent(id)}`
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['history', model, id],
    queryFn: ({ pageParam }) => request<Entries>(`${path}/history`, { query: { after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next ?? undefined,
    staleTime: 0,
  })
  const entries = data?.pages.flatMap(page => page.entries) ?? []
  const name = record?.repr ?? entries[0]?.repr ?? id

  async function revert(entry: HistoryEntry) {
    const yes = await confirm({ title: t('history.revert-title', { name }), body: t('history.revert-body', { n: entry.changes.length }), verb: t('history.revert') })
    if (!yes) return
    try {
      const fresh = await client.fetchQuery({ ...recordQuery(model, id), staleTime: 0 })
      await request(`${path}/revert/${entry.rev}`, { method: 'POST', ifMatch: fresh.v })
      await forgetRows(model, id)
      toast(t('history.reverted', { name }))
    } catch (problem) {
      toastError(problem)
    }
  }
  const canChange = record?.can.includes('change')
  return (
    <Page
      crumbs={[...(group ? [{ label: group }] : []), { label: upper(schema?.many ?? model), to: `/m/${model}` }, { label: name, to: path }, { label: t('history.title') }]}
      title={t('history.of', { name: schema ? titleOf(schema, name) : name })}
    >
      {error ? (
        <div className={css.list}>
          <Failure error={error} retry={() => void refetch()} />
        </div>
      ) : data && entries.length === 0 ? (
        <Blank title={t('history.none')}>{t('history.none-help', { one: lower(schema?.one ?? '') })}</Blank>
      ) : (
        <Revisions
          entries={entries}
          buttons={entry =>
            canChange && (entry.verb === 'change' || entry.verb === 'revert' || entry.verb === 'action') && entry.changes.length > 0 ? (
              <Button size="compact-sm" onClick={() => void revert(entry)}>
                {t('history.revert')}
              </Button>
            ) : null
          }
        />
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
