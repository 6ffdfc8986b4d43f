import '../theme/mantine-fields.css'
import { Button, Checkbox, Radio } from '@mantine/core'
import { useState } from 'react'
import { respond } from '../api/client'
import type { ModelSchema, Selection, Total } from '../contract'
import { t } from '../i18n'
import { lower } from '../i18n/format'
import { filterObject } from '../list/filter'
import { totalText } from '../list/list-page'
import { offset, type ListState, type ShownColumn } from '../list/state'
import { Failure } from '../ui/notice'
import { toast } from '../ui/toasts'
import { Modal } from '../ui/dialog'
import ui from '../ui/ui.module.css'

interface Props {
  schema: ModelSchema
  columns: ShownColumn[]
  /** The rows chosen; none means what the list shows. */
  selection: Selection | null
  count: number
  state: ListState
  total: Total | undefined
  onClose: () => void
}

type Format = 'csv' | 'xlsx' | 'json'

/** Takes rows away as a file. */
export default function ExportDialog({ schema, columns, selection, count, state, total, onClose }: Props) {
  const [format, setFormat] = useState<Format>('csv')
  const [wanted, setWanted] = useState(columns.filter(column => !column.hidden).map(column => column.f))
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const n = selection ? count.toLocaleString() : total ? totalText(total) : ''

  async function run() {
    setBusy(true)
    setError(null)
    try {
      const query = { ...(state.q ? { q: state.q } : {}), ...(filterObject(state.filter) ? { f: filterObject(state.filter) } : {}), ...(state.view ? { view: state.view } : {}), tz: offset() }
      const response = await respond(`/m/${schema.key}/export`, {
        method: 'POST',
        body: { format, fields: columns.map(column => column.f).filter(f => wanted.includes(f)), ...(state.sort ? { sort: state.sort.split(',') } : {}), selection: selection ?? { all: true, query, except: [], expected: total?.n ?? 0 } },
      })
      const name = /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? `${schema.key}.${format}`
      const link = document.createElement('a')
      link.href = URL.createObjectURL(await response.blob())
      link.download = name
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
      toast(t('export.done', { name }))
      onClose()
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={t('export.title', { many: lower(schema.many) })} size={460} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <div className={ui.stack}>
        {error !== null && <Failure error={error} />}
        <p>{n ? t(selection ? 'export.selected' : 'export.all', { n }) : t('export.matching')}</p>
        <Radio.Group label={t('export.format')} value={format} onChange={value => setFormat(value as Format)}>
          <div style={{ display: 'flex', gap: 20, paddingTop: 4 }}>
            <Radio value="csv" label="CSV" />
            <Radio value="xlsx" label="XLSX" />
            <Radio value="json" label="JSON" />
          </div>
        </Radio.Group>
        <div role="group" aria-label={t('columns.title')}>
          <p style={{ fontWeight: 500, marginBottom: 8 }}>{t('columns.title')}</p>
          <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 8 }}>
            {columns.map(column => (
              <Checkbox key={column.f} label={column.label} checked={wanted.includes(column.f)} onChange={event => setWanted(event.currentTarget.checked ? [...wanted, column.f] : wanted.filter(f => f !== column.f))} />
            ))}
          </div>
        </div>
      </div>
      <div className={ui.actions}>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button variant="filled" loading={busy} disabled={wanted.length === 0} onClick={() => void run()}>
          {t('export.button')}
        </Button>
      </div>
    </Modal>
  )
}
