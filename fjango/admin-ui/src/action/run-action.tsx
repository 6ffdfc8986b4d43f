import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { isProblem, request } from '../api/client'
import { forgetRows } from '../api/queries'
import type { ActionResult, ActionSchema, ModelSchema, Selection } from '../contract'
import { Field } from '../fields/field'
import { plain } from '../fields/plain'
import { t } from '../i18n'
import { lower } from '../i18n/format'
import { Failure } from '../ui/notice'
import { objections } from '../ui/objections'
import { toast } from '../ui/toasts'
import { Modal } from '../ui/dialog'
import ui from '../ui/ui.module.css'

interface Props {
  schema: ModelSchema
  action: ActionSchema
  selection: Selection | null
  /** How many rows it is done to. */
  count: number
  onClose: (done: boolean) => void
}

/** Above this many rows the number is typed before anything happens. */
const MANY = 1000

const fill = (text: string, schema: ModelSchema, n: number) => text.replace('{n}', n.toLocaleString()).replace('{one}', lower(schema.one)).replace('{many}', lower(schema.many))

/** Asks what an action needs to know, runs it, and says what could not be done. */
export function RunAction({ schema, action, selection, count, onClose }: Props) {
  const fields = action.form
  const [values, setValues] = useState<{ [name: string]: unknown }>(() =>
    Object.fromEntries((fields?.order ?? []).map(name => [name, fields!.fields[name]?.default ?? (fields!.fields[name]?.type === 'boolean' ? false : null)])),
  )
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [result, setResult] = useState<ActionResult | null>(null)
  const [typed, setTyped] = useState('')
  const navigate = useNavigate()
  const errors = isProblem(error) ? error.errors : {}
  const needsTyping = count > MANY

  async function run(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const answer = await request<ActionResult>(`/m/${schema.key}/actions/${action.key}`, {
        method: 'POST',
        body: { ...(selection ? { selection } : {}), form: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)])) },
      })
      await forgetRows(schema.key)
      if (answer.failed?.length) return setResult(answer)
      toast(answer.message, { bad: answer.tone === 'danger' })
      onClose(true)
      if (answer.redirect) await navigate({ href: answer.redirect })
    } catch (problem) {
      setError(problem)
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[role="dialog"] [aria-invalid="true"]')?.focus())
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal opened onClose={() => onClose(false)} title={action.label} size={480} closeButtonProps={{ 'aria-label': t('action.close') }}>
      {result ? (
        <div>
          <p>{result.message}</p>
          <h3 style={{ marginTop: 16 }}>{t('action.failed', { n: result.failed!.length })}</h3>
          <ul style={{ marginTop: 8, maxHeight: 240, overflow: 'auto' }}>
            {result.failed!.map(row => (
              <li key={row.id} style={{ padding: '6px 0', borderTop: '1px solid var(--line)' }}>
                <strong style={{ fontWeight: 500 }}>{row.repr}</strong> · {row.message}
              </li>
            ))}
          </ul>
          <div className={ui.actions}>
            <Button variant="filled" onClick={() => onClose(true)}>
              {t('action.close')}
            </Button>
          </div>
        </div>
      ) : (
        <form onSubmit={run} noValidate>
          <div className={ui.stack}>
            {action.confirm && <p>{fill(action.confirm, schema, count)}</p>}
            {!action.confirm && count > 0 && <p>{t('action.on', { n: count, one: lower(schema.one), many: lower(schema.many) })}</p>}
            {error !== null && (!isProblem(error, 422) || errors._form) && <Failure error={error} />}
            {fields?.order.map((name, index) => (
              <Field
                key={name}
                id={`action-${name}`}
                name={name}
                model={schema.key}
                field={fields.fields[name]!}
                value={values[name]}
                error={objections(errors[name])}
                autoFocus={index === 0}
                onChange={value => setValues(old => ({ ...old, [name]: value }))}
              />
            ))}
            {needsTyping && (
              <Field id="action-count" name="count" model={schema.key} field={{ type: 'string', label: t('confirm.type', { text: String(count) }) }} value={typed} onChange={value => setTyped(String(value ?? ''))} />
            )}
          </div>
          <div className={ui.actions}>
            <Button onClick={() => onClose(false)} data-autofocus={fields ? undefined : true}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" variant="filled" {...(action.tone === 'danger' ? { color: 'red' } : {})} loading={busy} disabled={needsTyping && typed !== String(count)}>
              {action.label}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  )
}
