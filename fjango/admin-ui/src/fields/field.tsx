import '../theme/mantine-fields.css'
import { Checkbox, Input, InputBase, Radio, Select, Switch, TextInput } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { FieldSchema } from '../contract'
import { t } from '../i18n'
import { fromLocalInput, toLocalInput } from '../i18n/format'
import { Skeleton } from '../ui/notice'
import { Value } from '../ui/value'
import { DurationField } from './duration-field'
import { MarkdownField, Rendered } from './markdown-field'
import { NumberField } from './number-field'
import { RelationField } from './relation-field'
import css from './fields.module.css'

const JsonField = lazy(() => import('./json-field'))
const FileField = lazy(() => import('./file-field'))

export interface FieldProps {
  id: string
  /** The field's name. */
  name: string
  field: FieldSchema
  value: unknown
  onChange: (value: unknown) => void
  error?: string
  /** The model that the field belongs to: relations ask its options. */
  model: string
  /** In a table the head is the label. */
  bare?: boolean
  autoFocus?: boolean
  /** Called with whatever the field reports while it is being typed, such as a key. */
  onKeyDown?: (event: React.KeyboardEvent) => void
}

const inputTypes: { [type: string]: string } = { email: 'email', url: 'url', date: 'date', time: 'time', datetime: 'datetime-local' }

/** A text that was typed. Nothing is no text where one is required, so that the server objects, nor where there may be none. */
export const typed = (field: FieldSchema, text: string) => (text === '' && (field.nullable || field.required) ? null : text)

/** Whether text is edited in many lines: its type says so, or a widget does. */
const isArea = ({ type, widget }: FieldSchema) => (type === 'text' ? widget !== 'input' : type === 'string' && (widget === 'textarea' || widget === 'markdown'))

/** What every input has: a label, a hint, an error; only its name in a table. */
export function wrapping({ id, field, error, bare, autoFocus, onKeyDown }: FieldProps) {
  const label = field.unit ? `${field.label} (${field.unit})` : field.label
  return {
    id,
    ...(bare ? { 'aria-label': label } : { label, description: field.help || undefined }),
    error: error || undefined,
    required: undefined,
    withAsterisk: !bare && field.required && field.type !== 'boolean',
    'aria-required': field.required || undefined,
    autoFocus,
    'data-autofocus': autoFocus || undefined,
    onKeyDown,
  }
}

/** One field, edited as its type and widget say. */
export function Field(props: FieldProps) {
  const { field, value, onChange, bare, id } = props
  const common = wrapping(props)
  const text = value === null || value === undefined ? '' : String(value)

  if (field.readonly || field.type === 'bytes') {
    return (
      <Input.Wrapper {...(bare ? {} : { label: field.label, description: field.help || undefined })} error={props.error} labelElement="div">
        <div className={css.readonly} id={id} tabIndex={-1}>
          {field.widget === 'markdown' && text && !bare ? <Rendered text={text} /> : <Value field={field} value={value} full />}
        </div>
      </Input.Wrapper>
    )
  }
  if (field.choices?.length && !field.many) {
    if (field.widget === 'radio') {
      return (
        <Radio.Group {...common} id={id} value={text} onChange={onChange}>
          <div className={css.radios}>
            {field.choices.map(choice => (
              <Radio key={choice.v} value={choice.v} label={choice.label} />
            ))}
          </div>
        </Radio.Group>
      )
    }
    return (
      <Select
        {...common}
        data={field.choices.map(choice => ({ value: choice.v, label: choice.label }))}
        value={text || null}
        onChange={onChange}
        clearable={field.nullable && !field.required}
        clearButtonProps={{ 'aria-label': t('action.clear') }}
        searchable={field.choices.length > 8}
        defaultDropdownOpened={bare && props.autoFocus}
        allowDeselect={false}
        placeholder={t('field.choose')}
        checkIconPosition="right"
        nothingFoundMessage={t('field.no-match')}
        comboboxProps={{ zIndex: 450 }}
      />
    )
  }
  switch (field.type) {
    case 'boolean':
      if (field.nullable || (field.widget === 'select' && !bare)) {
        return (
          <Select
            {...common}
            data={[{ value: 'true', label: t('value.yes') }, { value: 'false', label: t('value.no') }]}
            value={value === null || value === undefined ? null : String(value)}
            onChange={next => onChange(next === null ? null : next === 'true')}
            clearable={field.nullable}
            allowDeselect={false}
            clearButtonProps={{ 'aria-label': t('action.clear') }}
            placeholder={t('value.unknown')}
            comboboxProps={{ zIndex: 450 }}
          />
        )
      }
      if (bare || field.widget === 'checkbox') {
        return <Checkbox id={id} label={bare ? undefined : field.label} aria-label={bare ? field.label : undefined} description={bare ? undefined : field.help} error={props.error} checked={value === true} onChange={event => onChange(event.currentTarget.checked)} />
      }
      return <Switch id={id} label={field.label} description={field.help || undefined} error={props.error} checked={value === true} onChange={event => onChange(event.currentTarget.checked)} />
    case 'integer':
    case 'bigint':
    case 'float':
    case 'decimal':
      return <NumberField {...props} />
    case 'duration':
      return <DurationField {...props} />
    case 'relation':
      return <RelationField {...props} />
    case 'json':
      return (
        <Suspense fallback={<Skeleton height={120} />}>
          <JsonField {...props} />
        </Suspense>
      )
    case 'file':
    case 'image':
      return (
        <Suspense fallback={<Skeleton height={60} />}>
          <FileField {...props} />
        </Suspense>
      )
    case 'date':
    case 'time':
      return <TextInput {...common} type={inputTypes[field.type]} step={field.type === 'time' ? 1 : undefined} max={field.type === 'date' ? '9999-12-31' : undefined} value={text} onChange={event => onChange(event.currentTarget.value || null)} />
    case 'datetime':
      return (
        <TextInput
          {...common}
          type="datetime-local"
          max="9999-12-31T23:59"
          value={text ? toLocalInput(text) : ''}
          onChange={event => onChange(event.currentTarget.value ? fromLocalInput(event.currentTarget.value) : null)}
        />
      )
  }
  if (isArea(field)) {
    // A row of a table has no place for a preview.
    if (field.widget === 'markdown' && !bare) return <MarkdownField {...props} />
    return (
      <InputBase
        {...common}
        component="textarea"
        multiline
        rows={bare ? 1 : 4}
        classNames={{ input: bare ? css.areaSmall : css.area }}
        maxLength={field.max ?? undefined}
        value={text}
        onChange={(event: React.ChangeEvent<HTMLTextAreaElement>) => onChange(typed(field, event.currentTarget.value))}
      />
    )
  }
  if (field.widget === 'password') return <PasswordField {...props} />
  if (field.widget === 'color') {
    return (
      <TextInput
        {...common}
        classNames={{ input: css.mono }}
        leftSection={<input type="color" aria-label={t('field.pick-color')} className={css.color} value={/^#[0-9a-f]{6}$/i.test(text) ? text : '#000000'} onChange={event => onChange(event.currentTarget.value)} />}
        value={text}
        onChange={event => onChange(event.currentTarget.value)}
      />
    )
  }
  return (
    <TextInput
      {...common}
      type={inputTypes[field.type] === 'email' ? 'email' : 'text'}
      inputMode={field.type === 'url' ? 'url' : undefined}
      autoComplete="off"
      spellCheck={field.type === 'string'}
      classNames={field.type === 'slug' || field.type === 'uuid' ? { input: css.mono } : undefined}
      maxLength={field.max ?? undefined}
      value={text}
      onChange={event => onChange(typed(field, event.currentTarget.value))}
    />
  )
}

function PasswordField(props: FieldProps) {
  const [shown, setShown] = useState(false)
  return (
    <div>
      <TextInput {...wrapping(props)} type={shown ? 'text' : 'password'} autoComplete="new-password" value={String(props.value ?? '')} onChange={event => props.onChange(event.currentTarget.value)} />
      <Checkbox mt={8} label={t('sign-in.show')} checked={shown} onChange={event => setShown(event.currentTarget.checked)} />
    </div>
  )
}
