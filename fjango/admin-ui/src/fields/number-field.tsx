import { Input, TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../i18n'
import { number } from '../i18n/format'
import { Icons } from '../ui/icons'
import { Empty } from '../ui/status'
import { wrapping, type FieldProps } from './field'
import css from './fields.module.css'

/** Adds whole steps to a number in a text, exactly: decimals and large numbers are not JavaScript's. */
export function step(text: string, by: 1 | -1, scale = 0): string {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text.trim())
  if (!match) return text
  const digits = Math.max(scale && match[3] !== undefined ? (match[3]?.length ?? 0) : 0, match[3]?.length ?? 0)
  const units = BigInt(`${match[1]}${match[2] || '0'}${(match[3] ?? '').padEnd(digits, '0')}`) + BigInt(by) * 10n ** BigInt(digits)
  const size = (units < 0n ? -units : units).toString().padStart(digits + 1, '0')
  return `${units < 0n ? '-' : ''}${size.slice(0, size.length - digits)}${digits ? `.${size.slice(-digits)}` : ''}`
}

/** What goes to the server: a number where JavaScript holds it, else the text; what is no number goes as it is, to be refused. */
function typed(type: string, text: string, nullable: boolean | undefined): unknown {
  const clean = text.trim().replace(',', '.')
  if (clean === '') return nullable ? null : ''
  if (type === 'integer' || type === 'float') return Number.isNaN(Number(clean)) ? text : Number(clean)
  return clean
}

export function NumberField(props: FieldProps) {
  const { field, value, onChange } = props
  const shown = value === null || value === undefined ? '' : String(value)
  const [draft, setDraft] = useState<string | null>(null)
  const set = (text: string) => {
    setDraft(text)
    onChange(typed(field.type, text, field.nullable))
  }
  if (field.widget === 'slider') {
    const label = field.unit ? `${field.label} (${field.unit})` : field.label
    return (
      <Input.Wrapper label={props.bare ? undefined : label} description={(!props.bare && field.help) || undefined} error={props.error} labelProps={{ htmlFor: props.id }}>
        <div className={css.slider}>
          <input
            id={props.id}
            type="range"
            className={css.range}
            aria-label={props.bare ? label : undefined}
            min={String(field.min_value ?? 0)}
            max={String(field.max_value ?? 100)}
            step={field.type === 'float' ? 'any' : 1}
            value={shown || String(field.min_value ?? 0)}
            onChange={event => set(event.currentTarget.value)}
          />
          <output htmlFor={props.id}>{shown === '' ? <Empty /> : number(shown)}</output>
        </div>
      </Input.Wrapper>
    )
  }
  return (
    <TextInput
      {...wrapping(props)}
      inputMode={field.type === 'integer' || field.type === 'bigint' ? 'numeric' : 'decimal'}
      autoComplete="off"
      value={draft ?? shown}
      onChange={event => set(event.currentTarget.value)}
      onBlur={() => setDraft(null)}
      onKeyDown={event => {
        if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
          event.preventDefault()
          set(step(draft ?? shown, event.key === 'ArrowUp' ? 1 : -1, field.scale ?? 0))
        } else props.onKeyDown?.(event)
      }}
      rightSectionWidth={props.bare ? undefined : 26}
      rightSection={
        props.bare ? undefined : (
          <span className={css.steps}>
            <button type="button" tabIndex={-1} aria-label={t('field.more')} onClick={() => set(step(draft ?? shown, 1, field.scale ?? 0))}>
              <Icons.up size={12} />
            </button>
            <button type="button" tabIndex={-1} aria-label={t('field.less')} onClick={() => set(step(draft ?? shown, -1, field.scale ?? 0))}>
              <Icons.down size={12} />
            </button>
          </span>
        )
      }
    />
  )
}
