import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { request } from '../api/client'
import { client, deletePreview, forgetRows } from '../api/queries'
import type { ActionResult, DeleteBlocker, DeleteCount, ListRow, ModelSchema, Selection } from '../contract'
import { t } from '../i18n'
import { list, lower } from '../i18n/format'
import { Failure, Skeleton } from '../ui/notice'
import { toast, toastError } from '../ui/toasts'
import { titleOf } from './record-page'
import { Modal } from '../ui/dialog'
import ui from '../ui/ui.module.css'

interface Props {
  schema: ModelSchema
  row?: ListRow
  selection?: Selection
  count: number
  /** For good, from the trash. */
  purge: boolean
  onClose: (done: boolean) => void
}

const amount = ({ n, more, label }: DeleteCount | DeleteBlocker) => `${n.toLocaleString()}${more ? '+' : ''} ${lower(label)}`

/** Says what goes along and what forbids it, then deletes. */
export default function DeleteDialog({ schema, row, selection, count, purge, onClose }: Props) {
  const { data: preview, error } = useQuery({ ...deletePreview(schema.key, row?.id ?? ''), enabled: !!row })
  const [failure, setFailure] = useState<unknown>(null)
  const [failed, setFailed] = useState<ActionResult['failed']>(undefined)
  const [busy, setBusy] = useState(false)
  const [typed, setTyped] = useState('')
  const soft = schema.soft_delete && !purge
  const name = row ? titleOf(schema, row.repr) : `${count.toLocaleString()} ${lower(count === 1 ? schema.one : schema.many)}`
  const needsTyping = count > 1000
  const what = row ? (/^[#\d]/.test(row.repr) ? lower(name) : `${lower(schema.one)} “${row.repr}”`) : name

  async function undo() {
    if (!row) return
    try {
      await request(`/m/${schema.key}/${encodeURIComponent(row.id)}/restore`, { method: 'POST' })
      await forgetRows(schema.key)
      toast(t('trash.restored', { name: row.repr }))
    } catch (problem) {
      toastError(problem)
    }
  }
  async function run() {
    setBusy(true)
    setFailure(null)
    try {
      if (row) {
        await request(`/m/${schema.key}/${encodeURIComponent(row.id)}`, { method: 'DELETE', ifMatch: row.v, query: purge ? { purge: 1 } : undefined })
        client.removeQueries({ queryKey: ['record', schema.key, row.id] })
      } else {
        const answer = await request<ActionResult | undefined>(`/m/${schema.key}/delete`, { method: 'POST', body: { selection }, query: purge ? { purge: 1 } : undefined })
        if (answer?.failed?.length) {
          await forgetRows(schema.key)
          return setFailed(answer.failed)
        }
      }
      onClose(true)
      void forgetRows(schema.key)
      toast(t(soft ? 'delete.moved' : 'delete.done', { name }), soft && row ? { action: { label: t('action.undo'), run: () => void undo() } } : {})
    } catch (problem) {
      setFailure(problem)
    } finally {
      setBusy(false)
    }
  }
  const blocked = !!preview && !preview.possible
  return (
    <Modal opened onClose={() => onClose(!!failed)} title={t(purge ? 'delete.purge-title' : 'delete.title', { name: what })} size={460} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <div className={ui.stack}>
        {failed ? (
          <div>
            <p>{t('action.failed', { n: failed.length })}</p>
            <ul style={{ marginTop: 8 }}>
              {failed.map(one => (
                <li key={one.id}>
                  {one.repr}: {one.message}
                </li>
              ))}
            </ul>
          </div>
        ) : (
          <>
            {failure !== null && <Failure error={failure} />}
            {error ? (
              <Failure error={error} />
            ) : row && !preview ? (
              <Skeleton height={40} />
            ) : (
              <>
                {blocked && (
                  <div>
                    <p>{t('delete.protected')}</p>
                    <ul style={{ marginTop: 6, listStyle: 'disc', paddingInlineStart: 18 }}>
                      {preview.protects.map(one => (
                        <li key={one.label}>
                          {amount(one)}
                          {one.examples.length > 0 && `: ${one.examples.map(example => example.repr).join(', ')}${one.n > one.examples.length ? ', …' : ''}`}
                        </li>
                      ))}
                    </ul>
                  </div>
                )}
                {!blocked && <p>{t(soft ? 'delete.soft' : 'delete.hard')}</p>}
                {!blocked && !!preview?.goes.length && <p>{t('delete.goes', { what: list(preview.goes.map(amount)) })}</p>}
                {!blocked && !!preview?.unlinks.length && <p>{t('delete.unlinks', { what: list(preview.unlinks.map(amount)) })}</p>}
              </>
            )}
            {needsTyping && <TextInput label={t('confirm.type', { text: String(count) })} value={typed} onChange={event => setTyped(event.currentTarget.value)} />}
          </>
        )}
      </div>
      <div className={ui.actions}>
        <Button data-autofocus onClick={() => onClose(!!failed)}>
          {t(blocked || failed ? 'action.close' : 'action.cancel')}
        </Button>
        {!blocked && !failed && (
          <Button variant="filled" color="red" loading={busy} disabled={(!!row && !preview) || (needsTyping && typed !== String(count))} onClick={() => void run()}>
            {t(purge ? 'delete.purge-verb' : soft ? 'delete.move-verb' : 'delete.verb', { one: row ? lower(schema.one) : name })}
          </Button>
        )}
      </div>
    </Modal>
  )
}
