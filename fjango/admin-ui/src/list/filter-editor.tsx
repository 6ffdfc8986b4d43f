import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { facets, relation } from '../api/queries'
import type { FieldSchema, FilterOp, FilterSchema, ModelSchema } from '../contract'
import { Field } from '../fields/field'
import { chosen, PortalContext } from '../fields/relation-field'
import { t } from '../i18n'
import { isComplete, type Term } from './filter'
import type { ListState } from './state'
import { operatorLabel, presetLabel, presets } from './words'
import ui from '../ui/ui.module.css'
import css from './list.module.css'

interface Props {
  schema: ModelSchema
  spec: FilterSchema
  term: Term
  state: ListState
  onApply: (term: Term | null) => void
  onCancel: () => void
}

const blank = (op: FilterOp): unknown => (op === 'in' || op === 'not_in' ? [] : op === 'between' ? ['', ''] : op === 'null' ? true : '')

export function FilterEditor({ schema, spec, term, state, onApply, onCancel }: Props) {
  const [draft, setDraft] = useState(term)
  const field: FieldSchema = schema.fields[spec.f] ?? { type: 'string', label: spec.label }
  const set = (value: unknown) => setDraft(old => ({ ...old, value }))
  const date = field.type === 'date' || field.type === 'datetime'
  const ops = spec.ops.length ? spec.ops : [term.op]

  function submit(event: FormEvent) {
    event.preventDefault()
    onApply(isComplete(draft) ? draft : null)
  }
  return (
    <form
      className={css.editor}
      onSubmit={submit}
      onKeyDown={event => {
        // The first Escape closes the list of options, the second the editor.
        const options = [...event.currentTarget.querySelectorAll('[role="listbox"]')].some(list => list.checkVisibility())
        if (event.key === 'Escape' && !options) onCancel()
      }}
    >
      {ops.length > 1 && (
        <Select
          aria-label={t('filter.operator')}
          data={ops.map(op => ({ value: op, label: operatorLabel(op, field) }))}
          value={draft.op}
          allowDeselect={false}
          comboboxProps={{ zIndex: 460, withinPortal: false }}
          onChange={op => {
            const next = op as FilterOp
            const same = Array.isArray(blank(next)) === Array.isArray(draft.value) && (next === 'between') === (draft.op === 'between') && typeof blank(next) === typeof draft.value && next !== 'preset' && draft.op !== 'preset'
            setDraft({ ...draft, op: next, value: same ? draft.value : blank(next) })
          }}
        />
      )}
      {draft.op === 'preset' ? (
        <div className={css.presets} role="group" aria-label={spec.label}>
          {presets.map((preset, index) => (
            <button key={preset} type="button" data-autofocus={index === 0 || undefined} aria-pressed={draft.value === preset} onClick={() => onApply({ ...draft, value: preset })}>
              {presetLabel(preset)}
            </button>
          ))}
        </div>
      ) : draft.op === 'null' ? (
        <Select
          aria-label={spec.label}
          data={[{ value: 'true', label: t('filter.is-empty') }, { value: 'false', label: t('filter.is-set') }]}
          value={String(draft.value)}
          allowDeselect={false}
          comboboxProps={{ zIndex: 460, withinPortal: false }}
          onChange={value => set(value === 'true')}
        />
      ) : draft.op === 'between' ? (
        <Between field={field} value={draft.value as unknown[]} onChange={set} />
      ) : field.type === 'relation' ? (
        <PortalContext value={false}>
          <RelationOperand schema={schema} spec={spec} field={field} draft={draft} onChange={set} />
        </PortalContext>
      ) : draft.op === 'in' || draft.op === 'not_in' ? (
        <Choices schema={schema} spec={spec} field={field} draft={draft} state={state} onChange={set} />
      ) : date ? (
        <TextInput aria-label={spec.label} type="date" data-autofocus value={String(draft.value ?? '')} onChange={event => set(event.currentTarget.value)} />
      ) : field.type === 'boolean' ? (
        <Field id="filter-value" name={spec.f} model={schema.key} bare field={{ ...field, readonly: false, nullable: true }} value={draft.value === '' ? null : draft.value} onChange={set} />
      ) : (
        <Field id="filter-value" name={spec.f} model={schema.key} bare autoFocus field={{ ...field, type: ['contains', 'starts'].includes(draft.op) ? 'string' : field.type === 'text' ? 'string' : field.type, readonly: false, widget: null, help: '' }} value={draft.value} onChange={set} />
      )}
      {draft.op !== 'preset' && (
        <div className={ui.actions} style={{ marginTop: 0 }}>
          <Button onClick={onCancel}>{t('action.cancel')}</Button>
          <Button type="submit" variant="filled" disabled={!isComplete(draft)}>
            {t('filter.apply')}
          </Button>
        </div>
      )}
    </form>
  )
}

function Between({ field, value, onChange }: { field: FieldSchema; value: unknown[]; onChange: (value: unknown) => void }) {
  const type = field.type === 'date' || field.type === 'datetime' ? 'date' : field.type === 'time' ? 'time' : 'text'
  const [from, to] = value
  return (
    <div className={css.pair}>
      <TextInput label={t('filter.from')} type={type} data-autofocus inputMode={type === 'text' ? 'decimal' : undefined} value={String(from ?? '')} onChange={event => onChange([event.currentTarget.value, to])} />
      <TextInput label={t('filter.to')} type={type} inputMode={type === 'text' ? 'decimal' : undefined} value={String(to ?? '')} onChange={event => onChange([from, event.currentTarget.value])} />
    </div>
  )
}

function Choices({ schema, spec, field, draft, state, onChange }: Omit<Props, 'term' | 'onApply' | 'onCancel'> & { field: FieldSchema; draft: Term; onChange: (value: unknown) => void }) {
  const { data } = useQuery({ ...facets(schema.key, spec.f, state.f ?? ''), enabled: !!spec.facets })
  const picked = (Array.isArray(draft.value) ? draft.value : []).map(String)
  const known = new Map<string, { label: string; n?: number }>()
  for (const choice of field.choices ?? []) known.set(choice.v, { label: choice.label })
  for (const facet of data?.values ?? []) known.set(String(facet.v), { label: known.get(String(facet.v))?.label ?? facet.label, n: facet.n })
  if (field.type === 'boolean') for (const v of ['true', 'false']) if (!known.has(v)) known.set(v, { label: t(v === 'true' ? 'value.yes' : 'value.no') })
  if (known.size === 0) {
    return <TextInput aria-label={spec.label} data-autofocus placeholder={t('filter.list')} value={picked.join(', ')} onChange={event => onChange(event.currentTarget.value.split(',').map(part => part.trim()).filter(Boolean))} />
  }
  return (
    <div className={css.checks} role="group" aria-label={spec.label}>
      {[...known].map(([v, { label, n }], index) => (
        <Checkbox
          key={v}
          data-autofocus={index === 0 || undefined}
          checked={picked.includes(v)}
          onChange={event => onChange(event.currentTarget.checked ? [...picked, v] : picked.filter(one => one !== v))}
          styles={{ body: { alignItems: 'center' }, labelWrapper: { flex: 1 } }}
          label={
            <span className={css.facet}>
              {label}
              {n !== undefined && <small>{n.toLocaleString()}</small>}
            </span>
          }
        />
      ))}
    </div>
  )
}

/** Related rows, searched on the server. */
function RelationOperand({ schema, spec, field, draft, onChange }: { schema: ModelSchema; spec: FilterSchema; field: FieldSchema; draft: Term; onChange: (value: unknown) => void }) {
  const many = draft.op === 'in' || draft.op === 'not_in'
  const ids = (Array.isArray(draft.value) ? draft.value : draft.value === '' ? [] : [draft.value]).map(String)
  const [names, setNames] = useState(new Map<string, string>())
  const { data } = useQuery({ ...relation(schema.key, spec.f, { ids: ids.join(',') }), enabled: ids.some(id => !names.has(id)), staleTime: 60_000 })
  const nameOf = (id: string) => names.get(id) ?? data?.options.find(option => option.id === id)?.repr ?? `#${id}`
  const rows = ids.map(id => ({ id, repr: nameOf(id) }))
  return (
    <Field
      id="filter-value"
      name={spec.f}
      model={schema.key}
      bare
      autoFocus
      field={{ ...field, label: spec.label, many, readonly: false, create: false, open: false, nullable: true, required: false }}
      value={many ? rows : (rows[0] ?? null)}
      onChange={value => {
        const next = chosen(value)
        setNames(old => new Map([...old, ...next.map(one => [one.id, one.repr] as const)]))
        onChange(many ? next.map(one => one.id) : (next[0]?.id ?? ''))
      }}
    />
  )
}

