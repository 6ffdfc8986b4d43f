import { Input } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { markdown } from '../api/queries'
import { t } from '../i18n'
import { Markdown } from '../ui/markdown'
import { Failure, Skeleton } from '../ui/notice'
import { Empty } from '../ui/status'
import { typed, type FieldProps } from './field'
import css from './fields.module.css'

/** Text in Markdown as readers will see it. */
export function Rendered({ text }: { text: string }) {
  const { data, error, refetch } = useQuery({ ...markdown(text), enabled: text.trim() !== '' })
  if (text.trim() === '') return <Empty />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return data ? <Markdown content={data.content} /> : <Skeleton height={88} />
}

/** Markdown, written and looked at in the same place. */
export function MarkdownField({ id, field, value, onChange, error, autoFocus, onKeyDown }: FieldProps) {
  const [looking, setLooking] = useState(false)
  // An objection is about what is written.
  const seen = looking && !error
  const text = value === null || value === undefined ? '' : String(value)
  return (
    <Input.Wrapper id={id} label={field.label} description={field.help || undefined} withAsterisk={field.required} error={error}>
      <div className={`${css.markdown} ${error ? css.markdownBad : ''}`}>
        <div className={css.modes} role="group" aria-label={t('markdown.mode', { name: field.label })}>
          <button type="button" aria-pressed={!seen} onClick={() => setLooking(false)}>
            {t('markdown.write')}
          </button>
          <button type="button" aria-pressed={seen} onClick={() => setLooking(true)}>
            {t('markdown.preview')}
          </button>
          <span aria-hidden>Markdown</span>
        </div>
        {seen && <div className={css.seen}>{text.trim() === '' ? t('markdown.empty') : <Rendered text={text} />}</div>}
        {/* It stays while the preview is seen: what an objection leads to must be there. */}
        <textarea
          id={id}
          className={css.markdownText}
          hidden={seen}
          rows={8}
          maxLength={field.max ?? undefined}
          aria-describedby={[field.help && `${id}-description`, error && `${id}-error`].filter(Boolean).join(' ') || undefined}
          aria-invalid={error ? true : undefined}
          aria-required={field.required || undefined}
          autoFocus={autoFocus}
          data-autofocus={autoFocus || undefined}
          value={text}
          onChange={event => onChange(typed(field, event.currentTarget.value))}
          onKeyDown={onKeyDown}
        />
      </div>
    </Input.Wrapper>
  )
}
