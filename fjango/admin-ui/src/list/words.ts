import type { FieldSchema, FilterOp, ModelSchema, Preset } from '../contract'
import { t } from '../i18n'
import type { Key } from '../i18n/en'
import { day, dateTime, list, number } from '../i18n/format'
import { choiceOf, isNumeric } from '../ui/value'
import type { Term } from './filter'

export const presets: Preset[] = ['today', 'yesterday', 'last_7d', 'last_30d', 'this_week', 'this_month', 'last_month', 'this_year', 'past', 'future']
export const presetLabel = (preset: string) => t(`preset.${preset}` as Key)
export const operatorLabel = (op: FilterOp, field: FieldSchema | undefined) =>
  t((field && (field.type === 'date' || field.type === 'datetime') && op in dated ? dated[op as keyof typeof dated] : `op.${op}`) as Key)
const dated = { lt: 'op.before', gte: 'op.from', lte: 'op.until', gt: 'op.after' }

/** One value of a filter in words; `names` are those of related rows. */
export function operand(field: FieldSchema | undefined, value: unknown, names: Map<string, string>): string {
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no')
  const text = String(value ?? '')
  const choice = choiceOf(field, value)
  if (choice) return choice.label
  if (field?.type === 'relation') return names.get(text) ?? `#${text}`
  if (field?.type === 'boolean') return t(text === 'true' ? 'value.yes' : 'value.no')
  if (field?.type === 'date') return day(text)
  if (field?.type === 'datetime') return text.includes('T') ? dateTime(text) : day(text)
  if (isNumeric(field?.type) && /^-?[\d.]+$/.test(text)) return number(text)
  return text
}

/** What the chip of a term says after the field's name: `last 30 days`, `is not Draft`. */
export function describe(schema: ModelSchema, term: Term, names: Map<string, string>): string {
  const field = schema.fields[term.f]
  const one = (value: unknown) => operand(field, value, names)
  const many = (value: unknown) => (Array.isArray(value) ? (value.length > 3 ? t('filter.count', { n: value.length }) : list(value.map(one))) : one(value))
  switch (term.op) {
    case 'preset':
      return presetLabel(String(term.value))
    case 'null':
      return t(term.value ? 'filter.is-empty' : 'filter.is-set')
    case 'between': {
      const [from, to] = term.value as unknown[]
      return t('filter.between', { from: one(from), to: one(to) })
    }
    case 'in':
    case 'eq':
      return many(term.value)
    case 'ne':
    case 'not_in':
      return t('filter.not', { value: many(term.value) })
    default:
      return `${operatorLabel(term.op, field)} ${one(term.value)}`
  }
}
