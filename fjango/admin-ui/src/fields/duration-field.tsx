import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../i18n'
import { duration } from '../i18n/format'
import { wrapping, type FieldProps } from './field'

/** `1d 2h 30m`, `2:30` or ISO 8601 as ISO 8601; `null` for anything else. */
export function parseDuration(text: string): string | null {
  const clean = text.trim()
  if (/^-?P(?=[\dT])/i.test(clean)) return clean.toUpperCase()
  const clock = /^(\d+):(\d{2})(?::(\d{2}))?$/.exec(clean)
  if (clock) return `PT${Number(clock[1])}H${Number(clock[2])}M${clock[3] ? `${Number(clock[3])}S` : ''}`
  const match = /^(?:(\d+)\s*d\w*)?[\s,]*(?:(\d+)\s*h\w*)?[\s,]*(?:(\d+)\s*m\w*)?[\s,]*(?:([\d.]+)\s*s\w*)?$/i.exec(clean)
  if (!match || !match.slice(1).some(Boolean)) return null
  const time = `${match[2] ? `${match[2]}H` : ''}${match[3] ? `${match[3]}M` : ''}${match[4] ? `${match[4]}S` : ''}`
  return `P${match[1] ? `${match[1]}D` : ''}${time ? `T${time}` : ''}`
}

export function DurationField(props: FieldProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const { value, onChange, field } = props
  return (
    <TextInput
      {...wrapping(props)}
      placeholder={t('field.duration')}
      value={draft ?? (value ? duration(String(value)) : '')}
      onChange={event => {
        const text = event.currentTarget.value
        setDraft(text)
        onChange(text.trim() ? (parseDuration(text) ?? text) : field.nullable ? null : '')
      }}
      onBlur={() => setDraft(null)}
    />
  )
}
