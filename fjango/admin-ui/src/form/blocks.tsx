
import { createContext, useContext, useId, useState, type KeyboardEvent } from 'react'
import type { FormBlock, FormTab, ModelSchema, Objection } from '../contract'
import { Field } from '../fields/field'
import { t } from '../i18n'
import { Icons } from '../ui/icons'
import { named, objections } from '../ui/objections'
import { InlineRows } from './inline'
import { isShown, type FormAction, type FormState } from './state'
import css from './form.module.css'

export interface FormContextValue {
  schema: ModelSchema
  state: FormState
  dispatch: (action: FormAction) => void
  readonly: boolean
  /** The key of the row, when it is saved already. */
  id?: string
  /** Before every id of an input, so that a form in a dialog has its own. */
  prefix: string
}
export const FormContext = createContext<FormContextValue | null>(null)
export const useFormContext = () => useContext(FormContext)!

/** The id of the input of a path, such as `lines[2].qty`. */
export const inputId = (prefix: string, path: string) => `${prefix}${path.replace(/[[\].]+/g, '-')}`

const messages = (state: FormState, path: string) => objections(state.errors[path])

export function FormField({ name, autoFocus }: { name: string; autoFocus?: boolean }) {
  const { schema, state, dispatch, readonly, prefix } = useFormContext()
  const field = schema.fields[name]
  if (!field || !isShown(field, state.values)) return null
  return (
    <Field
      id={inputId(prefix, name)}
      name={name}
      model={schema.key}
      autoFocus={autoFocus}
      field={readonly ? { ...field, readonly: true } : field}
      value={state.values[name]}
      error={messages(state, name)}
      onChange={value => dispatch({ type: 'set', f: name, value })}
    />
  )
}

export function Blocks({ blocks, autoFocus }: { blocks: FormBlock[]; autoFocus?: string }) {
  return (
    <>
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} autoFocus={autoFocus} />
      ))}
    </>
  )
}

function BlockView({ block, autoFocus }: { block: FormBlock; autoFocus?: string }) {
  const { schema, state } = useFormContext()
  const id = useId()
  const rows = (block.rows ?? []).map(row => row.filter(name => schema.fields[name] && isShown(schema.fields[name], state.values))).filter(row => row.length > 0)
  if (block.rows && rows.length === 0) return null
  const body = (
    <>
      {block.help && <p>{block.help}</p>}
      {block.rows && (
        <div className={css.rows}>
          {rows.map(row => (
            <div key={row.join()} className={css.row}>
              {row.map(name => (
                <FormField key={name} name={name} autoFocus={autoFocus === name} />
              ))}
            </div>
          ))}
        </div>
      )}
      {block.tabs && <Tabs tabs={block.tabs} />}
      {block.inline && schema.form.inlines?.[block.inline] && <InlineRows name={block.inline} inline={schema.form.inlines[block.inline]!} title={block.section ?? undefined} />}
    </>
  )
  const hasError = rows.flat().some(name => state.errors[name]?.length)
  if (block.collapsed && block.section) {
    return (
      <details className={css.section} open={hasError || undefined}>
        <summary>
          <h2>{block.section}</h2>
        </summary>
        {body}
      </details>
    )
  }
  return (
    <section className={css.section} aria-labelledby={block.section && !block.inline ? id : undefined}>
      {block.section && !block.inline && <h2 id={id}>{block.section}</h2>}
      {body}
    </section>
  )
}

/** Whether something in a part of the form is objected to. */
function objected(blocks: FormBlock[], state: FormState): boolean {
  return blocks.some(
    block =>
      (block.rows ?? []).flat().some(name => state.errors[name]?.length) ||
      (block.inline && Object.keys(state.errors).some(path => path.startsWith(`${block.inline}[`))) ||
      (block.tabs ?? []).some(tab => objected(tab.main, state)),
  )
}

function Tabs({ tabs }: { tabs: FormTab[] }) {
  const { state } = useFormContext()
  const [picked, setPicked] = useState(0)
  const id = useId()
  // An objection in a tab that is not seen brings it to the front; the user may look elsewhere afterwards.
  const [seen, setSeen] = useState(state.errors)
  if (seen !== state.errors) {
    setSeen(state.errors)
    const bad = tabs.findIndex(tab => objected(tab.main, state))
    if (bad >= 0 && Object.keys(state.errors).length > Object.keys(seen).length && !objected(tabs[picked]!.main, state)) setPicked(bad)
  }
  function keys(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (!step) return
    const next = (picked + step + tabs.length) % tabs.length
    setPicked(next)
    document.getElementById(`${id}-${next}`)?.focus()
  }
  return (
    <div>
      <div role="tablist" className={css.tablist} onKeyDown={keys}>
        {tabs.map((tab, index) => (
          <button key={index} type="button" role="tab" id={`${id}-${index}`} aria-selected={index === picked} aria-controls={`${id}-panel-${index}`} tabIndex={index === picked ? 0 : -1} onClick={() => setPicked(index)}>
            {tab.label}
            {objected(tab.main, state) && (
              <>
                <i aria-hidden />
                <span className="visually-hidden">{t('form.has-errors')}</span>
              </>
            )}
          </button>
        ))}
      </div>
      {tabs.map((tab, index) => (
        <div key={index} role="tabpanel" id={`${id}-panel-${index}`} aria-labelledby={`${id}-${index}`} hidden={index !== picked}>
          <Blocks blocks={tab.main} />
        </div>
      ))}
    </div>
  )
}

/** What the server objects to, with a way to each place. */
export function ErrorSummary({ errors, labelOf, prefix }: { errors: [string, Objection[]][]; labelOf: (path: string) => string; prefix: string }) {
  if (errors.length === 0) return null
  return (
    <div className={css.errors}>
      <div style={{ display: 'flex', gap: 10, padding: '10px 12px', borderRadius: 8, background: 'var(--bad-soft)' }} role="alert">
        <span style={{ color: 'var(--bad)', marginTop: 2 }}>
          <Icons.alert />
        </span>
        <div>
          <p style={{ fontWeight: 500 }}>{t('form.errors', { n: errors.length })}</p>
          <ul>
            {errors.map(([path, list]) => (
              <li key={path}>
                {path === '_form' ? (
                  objections(list)
                ) : (
                  <a
                    href={`#${inputId(prefix, path)}`}
                    onClick={event => {
                      event.preventDefault()
                      focusInput(prefix, path)
                    }}
                  >
                    {named(labelOf(path), list)}
                  </a>
                )}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  )
}

export function focusInput(prefix: string, path: string) {
  const input = document.getElementById(inputId(prefix, path))
  input?.closest('details')?.setAttribute('open', '')
  // The page's own bars would hide what scrolls to the edge.
  input?.scrollIntoView({ block: 'center' })
  input?.focus({ preventScroll: true })
}

