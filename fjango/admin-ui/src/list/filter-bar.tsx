import { Button, Menu, Popover, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react'
import { relation } from '../api/queries'
import type { FilterSchema, ModelSchema } from '../contract'
import { t } from '../i18n'
import { useShortcut } from '../shell/shortcuts'
import { Icons } from '../ui/icons'
import { firstOperator, type Filter, type Term } from './filter'
import type { ListState } from './state'
import { describe } from './words'
import css from './list.module.css'

const FilterEditor = lazy(() => import('./filter-editor').then(module => ({ default: module.FilterEditor })))
const Drawer = lazy(() => import('../ui/dialog').then(module => ({ default: module.Drawer })))

interface Props {
  schema: ModelSchema
  state: ListState
  phone: boolean
  children?: ReactNode
}

/** Search, a chip for every condition, and what adds more. */
export function FilterBar({ schema, state, phone, children }: Props) {
  const [sheet, setSheet] = useState(false)
  const offered = schema.list.filters ?? []
  const count = state.filter.terms.length + state.filter.rest.length
  return (
    <div className={css.filters} role="search" aria-label={t('filter.title')}>
      {schema.list.search && <SearchBox key={schema.key} schema={schema} state={state} />}
      {phone ? (
        <>
          {(offered.length > 0 || count > 0) && (
            <Button leftSection={<Icons.filter />} onClick={() => setSheet(true)}>
              {count > 0 ? t('filter.button-n', { n: count }) : t('filter.button')}
            </Button>
          )}
          <Suspense fallback={null}>
          {sheet && <Drawer position="bottom" opened onClose={() => setSheet(false)} title={t('filter.title')} size={440} closeButtonProps={{ 'aria-label': t('action.close') }}>
            <div className={css.sheet}>
              <Chips schema={schema} state={state} />
              <Button variant="filled" onClick={() => setSheet(false)}>
                {t('filter.show')}
              </Button>
            </div>
          </Drawer>}
          </Suspense>
        </>
      ) : (
        <Chips schema={schema} state={state} />
      )}
      {children}
    </div>
  )
}

function SearchBox({ schema, state }: { schema: ModelSchema; state: ListState }) {
  const [text, setText] = useState(state.q ?? '')
  const input = useRef<HTMLInputElement>(null)
  const sent = useRef(state.q ?? '')
  useShortcut('/', 'shortcuts.search', () => input.current?.focus())
  useEffect(() => {
    // Back and links change the address; what is typed meanwhile stays.
    if ((state.q ?? '') !== sent.current) {
      sent.current = state.q ?? ''
      setText(state.q ?? '')
    }
  }, [state.q])
  useEffect(() => {
    if (text === sent.current) return
    const timer = setTimeout(() => {
      // One step of Back undoes a search, not every letter of it.
      const replace = sent.current !== '' && text !== ''
      sent.current = text
      state.set({ q: text.trim() || undefined }, replace)
    }, 250)
    return () => clearTimeout(timer)
  }, [text, state])
  const help = schema.list.search_help ? t('list.search-in', { fields: schema.list.search_help }) : t('list.search')
  return (
    <TextInput
      ref={input}
      className={css.searchBox}
      type="search"
      aria-label={help}
      placeholder={help}
      leftSection={<Icons.search />}
      value={text}
      onChange={event => setText(event.currentTarget.value)}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          if (text) setText('')
          else event.currentTarget.blur()
        }
      }}
    />
  )
}

/** The names of related rows that conditions mention, so that chips show names, not keys. */
function useNames(schema: ModelSchema, filter: Filter): Map<string, string> {
  const term = filter.terms.filter(one => schema.fields[one.f]?.type === 'relation')
  const field = term[0]?.f ?? ''
  const second = term.find(one => one.f !== field)?.f ?? ''
  const ids = (f: string) => term.filter(one => one.f === f).flatMap(one => (Array.isArray(one.value) ? one.value : [one.value])).map(String).slice(0, 20).join(',')
  const { data } = useQuery({ ...relation(schema.key, field, { ids: ids(field) }), enabled: !!field && !!ids(field), staleTime: 60_000 })
  const { data: more } = useQuery({ ...relation(schema.key, second, { ids: ids(second) }), enabled: !!second && !!ids(second), staleTime: 60_000 })
  return new Map([...(data?.options ?? []), ...(more?.options ?? [])].map(option => [option.id, option.repr]))
}

function Chips({ schema, state }: { schema: ModelSchema; state: ListState }) {
  const { filter, setFilter } = state
  const [draft, setDraft] = useState<{ index: number; term: Term } | null>(null)
  const names = useNames(schema, filter)
  const offered = schema.list.filters ?? []
  const spec = (f: string): FilterSchema => offered.find(one => one.f === f) ?? { f, label: schema.fields[f]?.label ?? f, ops: [] }
  const open = (index: number, term: Term) => setDraft({ index, term })
  const remove = (index: number) => setFilter({ ...filter, terms: filter.terms.filter((_, at) => at !== index) })
  function apply(term: Term | null) {
    if (!draft) return
    const terms = [...filter.terms]
    if (term) terms[draft.index] = term
    else terms.splice(draft.index, 1)
    setDraft(null)
    setFilter({ ...filter, terms })
  }
  const shown = draft && draft.index === filter.terms.length ? [...filter.terms, draft.term] : filter.terms

  return (
    <>
      {shown.map((term, index) => (
        <Popover key={`${index}-${term.f}`} opened={draft?.index === index} onChange={opened => !opened && setDraft(null)} position="bottom-start" trapFocus withinPortal zIndex={420} closeOnClickOutside closeOnEscape={false}>
          <span className={css.chip}>
            <Popover.Target>
              <button type="button" onClick={() => (draft?.index === index ? setDraft(null) : open(index, term))}>
                {spec(term.f).label}
                {index < filter.terms.length && <b>{describe(schema, term, names)}</b>}
              </button>
            </Popover.Target>
            <button type="button" aria-label={t('filter.remove', { name: spec(term.f).label })} onClick={() => (index < filter.terms.length ? remove(index) : setDraft(null))}>
              <Icons.close size={13} />
            </button>
          </span>
          <Popover.Dropdown aria-label={spec(term.f).label}>
            <Suspense fallback={<div className={css.editor} />}>{draft?.index === index && <FilterEditor schema={schema} spec={spec(term.f)} term={draft.term} state={state} onApply={apply} onCancel={() => setDraft(null)} />}</Suspense>
          </Popover.Dropdown>
        </Popover>
      ))}
      {filter.rest.map((part, index) => (
        <span key={`rest-${index}`} className={css.chip}>
          <button type="button" title={JSON.stringify(part)} disabled>
            <b>{t('filter.advanced')}</b>
          </button>
          <button type="button" aria-label={t('filter.remove', { name: t('filter.advanced') })} onClick={() => setFilter({ ...filter, rest: filter.rest.filter((_, at) => at !== index) })}>
            <Icons.close size={13} />
          </button>
        </span>
      ))}
      {offered.length > 0 && (
        <Menu position="bottom-start" withinPortal zIndex={420}>
          <Menu.Target>
            <button type="button" className={css.add}>
              <Icons.filter size={14} />
              {t('filter.add')}
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {offered.map(one => (
              <Menu.Item
                key={one.f}
                onClick={() => {
                  const op = firstOperator(one)
                  // After the menu gave the focus back, else the editor would lose it.
                  setTimeout(() => open(filter.terms.length, { f: one.f, op, value: op === 'in' || op === 'not_in' ? [] : op === 'between' ? ['', ''] : op === 'null' ? true : '' }), 60)
                }}
              >
                {one.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}
