import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { search, site } from '../api/queries'
import { t } from '../i18n'
import { lower, upper } from '../i18n/format'
import { Icons, NavIcon } from '../ui/icons'
import { Modal } from '../ui/dialog'
import css from './palette.module.css'

interface Entry {
  id: string
  group: string
  label: string
  sub?: string | null
  icon: ReactNode
  to: string
}

/** Jumps to pages and records by typing. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('')
  const [wanted] = useDebouncedValue(query.trim(), 120)
  const [at, setAt] = useState(0)
  const { data: schema } = useQuery(site)
  const { data: found, isFetching } = useQuery(search(wanted))
  const navigate = useNavigate()
  const list = useId()
  const box = useRef<HTMLUListElement>(null)

  const entries = useMemo(() => {
    const words = query.trim().toLocaleLowerCase()
    const all: Entry[] = []
    const add = (entry: Omit<Entry, 'id'>) => all.push({ ...entry, id: `${list}-${all.length}` })
    const fits = (text: string) => text.toLocaleLowerCase().includes(words)
    if (words && wanted) {
      for (const group of found?.groups ?? []) {
        for (const row of group.rows) {
          add({ group: upper(group.label), label: row.repr, sub: row.sub, icon: <NavIcon name={schema?.models[group.model]?.icon} />, to: `/m/${group.model}/${encodeURIComponent(row.id)}` })
        }
      }
    }
    for (const group of schema?.nav ?? []) {
      for (const item of group.items) {
        const label = item.kind === 'builtin' && item.key === 'audit' ? t('audit.title') : upper(item.label)
        if (!fits(label)) continue
        add({ group: t('palette.go'), label, icon: <NavIcon name={item.icon} />, to: item.kind === 'model' ? `/m/${item.key}` : item.kind === 'page' ? `/p/${item.key}` : `/${item.key}` })
      }
    }
    for (const [key, model] of Object.entries(schema?.models ?? {})) {
      const label = t('action.new', { one: lower(model.one) })
      if (model.can.includes('add') && words && fits(label)) add({ group: t('palette.create'), label, icon: <Icons.add />, to: `/m/${key}/new` })
    }
    return all
  }, [query, wanted, found, schema, list])

  useEffect(() => setAt(0), [query, found])
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [at])

  function go(entry: Entry | undefined) {
    if (!entry) return
    onClose()
    void navigate({ href: entry.to })
  }
  function keyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt((at + step + entries.length) % Math.max(1, entries.length))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      go(entries[at])
    }
  }

  return (
    <Modal opened onClose={onClose} withCloseButton={false} centered={false} yOffset="12vh" size={560} styles={{ body: { padding: 0 } }} attributes={{ content: { 'aria-label': t('palette.title') } }}>
      <div className={css.input}>
        <Icons.search />
        <input
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-activedescendant={entries[at]?.id}
          aria-label={t('palette.title')}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={t('palette.placeholder')}
          value={query}
          onChange={event => setQuery(event.currentTarget.value)}
          onKeyDown={keyDown}
        />
      </div>
      <ul id={list} role="listbox" aria-label={t('palette.results')} className={css.list} ref={box} tabIndex={-1}>
        {entries.map((entry, index) => (
          <li key={entry.id} role="presentation">
            {entries[index - 1]?.group !== entry.group && (
              <div className={css.group} role="presentation">
                {entry.group}
              </div>
            )}
            <div id={entry.id} role="option" aria-selected={index === at} className={css.option} onPointerMove={() => setAt(index)} onClick={() => go(entry)}>
              {entry.icon}
              <span className={css.label}>{entry.label}</span>
              {entry.sub && <span className={css.sub}>{entry.sub}</span>}
            </div>
          </li>
        ))}
      </ul>
      {entries.length === 0 && !isFetching && query.trim() === wanted && <p className={css.none}>{t('palette.none', { q: query })}</p>}
      {found?.partial && <p className={css.none}>{t('palette.partial')}</p>}
    </Modal>
  )
}
