import { Button, Input } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { csrfToken, url } from '../api/client'
import type { FileValue } from '../contract'
import { t } from '../i18n'
import { bytes } from '../i18n/format'
import { Icons } from '../ui/icons'
import { baseName } from '../ui/value'
import type { FieldProps } from './field'
import css from './fields.module.css'

/** Whether a file is of a type that the field takes: `.pdf`, `image/*`, `image/png`. */
export const accepts = (accept: string[] | undefined, file: { name: string; type: string }) =>
  !accept?.length ||
  accept.some(rule => (rule.startsWith('.') ? file.name.toLowerCase().endsWith(rule.toLowerCase()) : rule.endsWith('/*') ? file.type.startsWith(rule.slice(0, -1)) : file.type === rule))

/** What is taken, for people: `.pdf, images`. */
const kinds = (accept: string[]) => accept.map(rule => (rule === 'image/*' ? t('file.images') : rule)).join(', ')

/** A file, uploaded when it is chosen; the record takes it when it is saved. */
export default function FileField({ id, name, model, field, value, onChange, error, bare }: FieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const running = useRef<XMLHttpRequest | null>(null)
  const [progress, setProgress] = useState<number | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [over, setOver] = useState(false)
  const [local, setLocal] = useState<{ url: string; name: string } | null>(null)
  const current = value && typeof value === 'object' ? (value as FileValue) : null
  const image = field.type === 'image'

  useEffect(() => () => running.current?.abort(), [])
  useEffect(() => () => void (local && URL.revokeObjectURL(local.url)), [local])

  function upload(file: File) {
    if (!accepts(field.accept, file)) return setProblem(t('file.type', { types: kinds(field.accept!) }))
    if (field.max_bytes && file.size > field.max_bytes) return setProblem(t('file.large', { size: bytes(file.size), max: bytes(field.max_bytes) }))
    setProblem(null)
    setProgress(0)
    const call = new XMLHttpRequest()
    running.current = call
    // `fetch` says nothing of how much is sent.
    call.open('POST', url('/uploads', { model, field: name }))
    call.setRequestHeader('X-CSRF-Token', csrfToken())
    call.responseType = 'json'
    call.upload.onprogress = event => setProgress(event.lengthComputable ? event.loaded / event.total : 0)
    call.onload = () => {
      setProgress(null)
      if (call.status < 300) {
        const answer = call.response as FileValue & { id?: string }
        if (image) setLocal({ url: URL.createObjectURL(file), name: file.name })
        onChange({ ...answer, label: file.name })
      } else setProblem(call.response?.errors?.file?.[0]?.message ?? call.response?.detail ?? call.response?.title ?? t('error.unknown'))
    }
    call.onerror = () => {
      setProgress(null)
      setProblem(t('error.offline'))
    }
    const body = new FormData()
    body.append('file', file)
    call.send(body)
  }
  function cancel() {
    running.current?.abort()
    setProgress(null)
  }
  const label = (current as { label?: string } | null)?.label ?? (current ? baseName(current.name) : '')
  const shown = error ?? problem
  const limits = [field.accept && kinds(field.accept), field.max_bytes ? t('file.max', { max: bytes(field.max_bytes) }) : ''].filter(Boolean).join(' · ')

  return (
    <Input.Wrapper label={bare ? undefined : field.label} labelProps={{ htmlFor: id }} description={bare ? undefined : field.help || undefined} withAsterisk={field.required} error={shown}>
      <div
        className={`${css.drop} ${over ? css.dropOver : ''} ${shown ? css.dropBad : ''}`}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={event => {
          event.preventDefault()
          setOver(false)
          const file = event.dataTransfer.files[0]
          if (file) upload(file)
        }}
      >
        {image && (local ?? current?.url) ? <img className={css.preview} src={local?.url ?? current!.url!} alt={t('file.preview', { name: label })} /> : <span className={css.fileIcon}>{image ? <Icons.upload /> : <Icons.file />}</span>}
        <div className={css.grow}>
          {progress !== null ? (
            <>
              {t('file.uploading')}
              <progress className={css.progress} value={progress} max={1} aria-label={t('file.uploading')} />
            </>
          ) : current ? (
            current.url && !local ? (
              <a href={current.url} target="_blank" rel="noreferrer">
                {label}
              </a>
            ) : (
              label
            )
          ) : (
            t('file.drop')
          )}
          {limits && progress === null && <p>{limits}</p>}
        </div>
        <input
          ref={input}
          id={id}
          type="file"
          className="visually-hidden"
          tabIndex={-1}
          aria-label={field.label}
          accept={field.accept?.join(',')}
          onChange={event => {
            const file = event.currentTarget.files?.[0]
            if (file) upload(file)
            event.currentTarget.value = ''
          }}
        />
        {progress !== null ? (
          <Button onClick={cancel}>{t('action.cancel')}</Button>
        ) : (
          <>
            {current && !field.required && (
              <Button
                variant="subtle"
                onClick={() => {
                  setLocal(null)
                  onChange(null)
                }}
              >
                {t('action.clear')}
              </Button>
            )}
            <Button onClick={() => input.current?.click()}>{t(current ? 'file.replace' : 'file.choose')}</Button>
          </>
        )}
      </div>
    </Input.Wrapper>
  )
}
