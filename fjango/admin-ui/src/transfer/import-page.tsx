import '../theme/mantine-fields.css'
import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { mount, request } from '../api/client'
import { forgetRows, modelSchema } from '../api/queries'
import type { ImportFile, ImportResult } from '../contract'
import { t } from '../i18n'
import { lower, upper } from '../i18n/format'
import { Page, useGroup } from '../shell/page'
import { Icons } from '../ui/icons'
import { Failure } from '../ui/notice'
import { named, objections } from '../ui/objections'
import { Status } from '../ui/status'
import css from './import.module.css'

/** Brings rows in from a file: which column is which field, what would happen, then all or nothing. */
export function ImportPage() {
  const { model } = useParams({ strict: false }) as { model: string }
  const { data: schema } = useQuery(modelSchema(model))
  const group = useGroup(model)
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<ImportFile | null>(null)
  const [mapping, setMapping] = useState<ImportFile['mapping']>({})
  const [ran, setRan] = useState<ImportResult | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const many = upper(schema?.many ?? model)

  async function attempt(work: () => Promise<void>) {
    setBusy(true)
    setError(null)
    try {
      await work()
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  const upload = (chosen: File) =>
    attempt(async () => {
      const body = new FormData()
      body.append('file', chosen)
      const answer = await request<ImportFile>(`/m/${model}/import`, { method: 'POST', raw: body })
      setFile(answer)
      setMapping(answer.mapping)
      setRan(null)
    })
  const run = (dry: boolean) =>
    attempt(async () => {
      setRan(await request<ImportResult>(`/imports/${file!.id}/run`, { method: 'POST', query: { dry: dry ? 1 : undefined }, body: { mapping } }))
      if (!dry) await forgetRows(model)
    })
  const done = ran && !ran.dry && ran.failed === 0
  return (
    <Page crumbs={[...(group ? [{ label: group }] : []), { label: many, to: `/m/${model}` }, { label: t('import.button') }]} title={t('import.title', { many: lower(many) })}>
      <div className={css.body}>
        <p className={css.lead}>{t('import.help')}</p>
        {error !== null && <Failure error={error} />}
        <input
          ref={input}
          type="file"
          className="visually-hidden"
          tabIndex={-1}
          aria-label={t('import.choose')}
          accept=".csv,.json,.xlsx"
          onChange={event => {
            const chosen = event.currentTarget.files?.[0]
            if (chosen) void upload(chosen)
            event.currentTarget.value = ''
          }}
        />
        <div>
          <Button variant={file ? 'default' : 'filled'} leftSection={<Icons.upload />} loading={busy && !file} onClick={() => input.current?.click()}>
            {t(file ? 'import.again' : 'import.choose')}
          </Button>
        </div>
        {file && (
          <section aria-label={t('import.mapping')}>
            <h2>
              {t('import.mapping')} <span className={css.count}>{t('import.rows', { n: file.rows })}</span>
            </h2>
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t('import.column')}</th>
                  <th scope="col">{t('import.field')}</th>
                  <th scope="col">{t('import.sample')}</th>
                </tr>
              </thead>
              <tbody>
                {file.columns.map((column, index) => (
                  <tr key={column}>
                    <th scope="row">{column}</th>
                    <td>
                      <Select
                        aria-label={t('import.field')}
                        placeholder={t('import.none')}
                        clearable
                        clearButtonProps={{ 'aria-label': t('action.clear') }}
                        data={file.fields.map(field => ({ value: field.f, label: field.required ? `${field.label} *` : field.label }))}
                        value={mapping[column] ?? null}
                        onChange={f => {
                          setMapping({ ...mapping, [column]: f })
                          setRan(null)
                        }}
                      />
                    </td>
                    <td className={css.sample}>{file.sample.map(row => row[index]).filter(Boolean).slice(0, 2).join(', ')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        {ran && (
          <section aria-live="polite" className={css.result}>
            <div className={css.counts}>
              {ran.created > 0 && <Status tone="ok">{t('import.created', { n: ran.created })}</Status>}
              {ran.changed > 0 && <Status tone="info">{t('import.changed', { n: ran.changed })}</Status>}
              {ran.failed > 0 ? <Status tone="danger">{t('import.errors', { n: ran.failed })}</Status> : <Status tone="ok">{done ? t('import.done', { n: ran.created + ran.changed }) : t('import.ready')}</Status>}
            </div>
            {ran.errors.length > 0 && (
              <table className={css.table}>
                <thead>
                  <tr>
                    <th scope="col">{t('import.row')}</th>
                    <th scope="col">{t('import.errors', { n: ran.failed })}</th>
                  </tr>
                </thead>
                <tbody>
                  {ran.errors.map(row => (
                    <tr key={row.row}>
                      <th scope="row">{row.row}</th>
                      <td>
                        {Object.entries(row.errors).map(([f, list]) => (
                          <p key={f}>
                            {f === '_form' ? objections(list) : named(file?.fields.find(field => field.f === f)?.label ?? f, list)}
                          </p>
                        ))}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            {ran.failed_file && (
              <p>
                <a href={ran.failed_file.startsWith('/') ? `${mount}${ran.failed_file}` : ran.failed_file} download>
                  {t('import.failed-file')}
                </a>
              </p>
            )}
          </section>
        )}
        {file && !done && (
          <div className={css.buttons}>
            <Button loading={busy} onClick={() => void run(true)}>
              {t('import.check')}
            </Button>
            <Button variant="filled" loading={busy} disabled={!ran || ran.failed > 0} onClick={() => void run(false)}>
              {t('import.run')}
            </Button>
          </div>
        )}
      </div>
    </Page>
  )
}
