import { Link } from '@tanstack/react-router'
import type { ChoiceSchema, FieldSchema, FieldType, FileValue, Related } from '../contract'
import { day, dateTime, duration, exactTime, number, relativeTime } from '../i18n/format'
import { t } from '../i18n'
import { Empty, Status } from './status'
import css from './ui.module.css'

const numeric = new Set<FieldType>(['integer', 'bigint', 'float', 'decimal'])
export const isNumeric = (type: FieldType | undefined) => !!type && numeric.has(type)

export const isRelated = (value: unknown): value is Related => !!value && typeof value === 'object' && 'id' in value && 'repr' in value
export const choiceOf = (field: Partial<FieldSchema> | undefined, value: unknown): ChoiceSchema | undefined => field?.choices?.find(choice => choice.v === String(value))

/** Whether there is nothing to show. */
export const isEmpty = (value: unknown) => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

export function Time({ value, exact }: { value: string; exact?: boolean }) {
  return (
    <time dateTime={value} title={exactTime(value)}>
      {exact ? dateTime(value) : relativeTime(value)}
    </time>
  )
}

export const baseName = (path: string) => path.split('/').pop() ?? path

/** A value as text, for titles, diffs and tables of text. */
export function textOf(field: Partial<FieldSchema> | undefined, value: unknown): string {
  if (isEmpty(value)) return ''
  if (Array.isArray(value)) return value.map(item => textOf(field, item)).join(', ')
  if (isRelated(value)) return value.repr
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no')
  if (typeof value === 'object') return 'name' in value! && 'url' in value ? baseName(String(value.name)) : JSON.stringify(value)
  const choice = choiceOf(field, value)
  if (choice) return choice.label
  if (field?.type === 'datetime') return dateTime(String(value))
  if (field?.type === 'date') return day(String(value))
  return String(value)
}

interface Props {
  field: Partial<FieldSchema> | undefined
  value: unknown
  /** The whole value with its unit, as beside a form, not the short one of a table. */
  full?: boolean
  /** What stands where there is nothing, if not a dash. */
  empty?: string
}

/** A value as its type shows best. */
export function Value({ field, value, full, empty }: Props) {
  if (isEmpty(value)) return <Empty text={empty} />
  if (Array.isArray(value)) {
    if (field?.type === 'json') return <pre className={css.pre}>{JSON.stringify(value, null, 2)}</pre>
    return (
      <span className={css.tags}>
        {value.map((item, index) => (
          <Status key={index} dot={false}>
            {textOf(field, item)}
          </Status>
        ))}
      </span>
    )
  }
  if (isRelated(value)) {
    if (full && field?.to) {
      return (
        <Link to="/m/$model/$id" params={{ model: field.to, id: value.id }}>
          {value.repr}
        </Link>
      )
    }
    return <>{value.repr}</>
  }
  if (typeof value === 'boolean') return <Status tone={value ? 'ok' : 'neutral'}>{t(value ? 'value.yes' : 'value.no')}</Status>
  const choice = choiceOf(field, value)
  if (choice) return <Status tone={choice.tone}>{choice.label}</Status>
  if (typeof value === 'object') {
    const file = value as Partial<FileValue>
    if (file.url && field?.type === 'image' && !full) return <img className={css.thumb} src={file.url} alt={file.name ?? ''} />
    if (file.url) {
      return (
        <a href={file.url} target="_blank" rel="noreferrer">
          {baseName(file.name ?? file.url)}
        </a>
      )
    }
    return full ? <pre className={css.pre}>{JSON.stringify(value, null, 2)}</pre> : <span className="mono">{JSON.stringify(value)}</span>
  }
  const text = String(value)
  switch (field?.type) {
    case 'datetime':
      return <Time value={text} />
    case 'date':
      return <>{day(text)}</>
    case 'integer':
    case 'bigint':
    case 'float':
    case 'decimal':
      return (
        <>
          {number(text, field.scale)}
          {full && field.unit ? ` ${field.unit}` : ''}
        </>
      )
    case 'url':
      return full ? (
        <a href={/^https?:/.test(text) ? text : undefined} target="_blank" rel="noreferrer">
          {text}
        </a>
      ) : (
        <>{text}</>
      )
    case 'uuid':
    case 'slug':
    case 'bytes':
      return <span className="mono">{text}</span>
    case 'duration':
      return <>{duration(text)}</>
    case 'time':
      return <>{text.replace(/:00$/, '')}</>
    default:
      if (field?.widget !== 'color') return <>{text}</>
      return (
        <>
          <span className={css.swatch} style={{ background: text }} aria-hidden />
          <span className="mono">{text}</span>
        </>
      )
  }
}
