import { ActionIcon, Combobox, InputBase, Pill, PillsInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { createContext, lazy, Suspense, useContext, useState } from 'react'
import { relation, site } from '../api/queries'
import type { Related } from '../contract'
import { t } from '../i18n'
import { lower } from '../i18n/format'
import { Icons } from '../ui/icons'
import { messageOf } from '../ui/notice'
import { isRelated } from '../ui/value'
import { wrapping, type FieldProps } from './field'
import css from './fields.module.css'

const CreateDialog = lazy(() => import('../record/create-dialog'))

/** Whether lists of options stand beside the page's content; in a popover they must be inside it, or choosing would close it. */
export const PortalContext = createContext(true)

/** The rows of a relation that are chosen now. */
export const chosen = (value: unknown): Related[] => (Array.isArray(value) ? value.filter(isRelated) : isRelated(value) ? [value] : [])

interface OptionsProps {
  model: string
  name: string
  query: string
  active: boolean
}

/** The options for what is typed: asked when the list opens, never more than the server's twenty. */
export function useOptions({ model, name, query, active }: OptionsProps) {
  const [wanted] = useDebouncedValue(query.trim(), 150)
  return useQuery({ ...relation(model, name, { q: wanted || undefined }), enabled: active, staleTime: 10_000 })
}

export function RelationField(props: FieldProps) {
  const { field, name, model, value, onChange, bare } = props
  const portal = useContext(PortalContext)
  const [query, setQuery] = useState<string | null>(null)
  const [creating, setCreating] = useState<string | null>(null)
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  const { data: schema } = useQuery(site)
  const picked = chosen(value)
  const { data, isFetching, error } = useOptions({ model, name, query: query ?? '', active: open })
  const combobox = useCombobox({
    opened: open,
    onOpenedChange: setOpen,
    onDropdownClose: () => {
      combobox.resetSelectedOption()
      setQuery(null)
    },
  })
  const target = field.to ? schema?.models[field.to] : undefined
  // Not before the first options came, which would push it away from under the pointer.
  const canCreate = (data !== undefined || !!error) && !!field.create && !!target?.can.includes('add')
  const options = (data?.options ?? []).filter(option => !field.many || !picked.some(one => one.id === option.id))

  function choose(id: string) {
    if (id === '+') {
      setCreating(query?.trim() ?? '')
      combobox.closeDropdown()
      return
    }
    const option = options.find(one => one.id === id)
    if (!option) return
    const related = { id: option.id, repr: option.repr }
    onChange(field.many ? [...picked, related] : related)
    setQuery(field.many ? '' : null)
    if (!field.many) combobox.closeDropdown()
  }
  const remove = (gone: string) => onChange(picked.filter(one => one.id !== gone))

  const common = wrapping(props)
  const events = {
    onFocus: () => {},
    onClick: () => combobox.openDropdown(),
    onBlur: () => combobox.closeDropdown(),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      setQuery(event.currentTarget.value)
      combobox.openDropdown()
      combobox.resetSelectedOption()
    },
  }
  const dropdown = (
    <Combobox.Dropdown>
      <Combobox.Options mah={280} style={{ overflowY: 'auto' }} aria-busy={isFetching} aria-label={field.label}>
        {options.map(option => (
          <Combobox.Option key={option.id} value={option.id} active={picked[0]?.id === option.id}>
            <span className={css.option}>
              {option.repr}
              {option.sub && <small>{option.sub}</small>}
            </span>
          </Combobox.Option>
        ))}
        {canCreate && (
          <Combobox.Option value="+">
            {query?.trim() ? t('relation.create-named', { one: lower(target!.one), name: query.trim() }) : t('relation.create', { one: lower(target!.one) })}
          </Combobox.Option>
        )}
        {options.length === 0 && !canCreate && <Combobox.Empty>{error ? messageOf(error) : isFetching ? t('state.loading') : t('field.no-match')}</Combobox.Empty>}
        {data?.next && <Combobox.Empty>{t('relation.more')}</Combobox.Empty>}
      </Combobox.Options>
    </Combobox.Dropdown>
  )
  const dialog = creating !== null && field.to && (
    <Suspense fallback={null}>
      <CreateDialog
        model={field.to}
        text={creating}
        onClose={created => {
          setCreating(null)
          if (created) onChange(field.many ? [...picked, created] : created)
        }}
      />
    </Suspense>
  )

  if (field.many) {
    return (
      <>
        <Combobox store={combobox} onOptionSubmit={choose} zIndex={450} withinPortal={portal}>
          <Combobox.DropdownTarget>
            <PillsInput {...common} onClick={() => combobox.openDropdown()}>
              <Pill.Group>
                {picked.map(one => (
                  <Pill key={one.id} withRemoveButton onRemove={() => remove(one.id)} removeButtonProps={{ 'aria-label': t('relation.remove', { name: one.repr }), tabIndex: 0, 'aria-hidden': false }}>
                    {one.repr}
                  </Pill>
                ))}
                <Combobox.EventsTarget withExpandedAttribute>
                  <PillsInput.Field
                    {...events}
                    role="combobox"
                    aria-label={bare ? field.label : undefined}
                    value={query ?? ''}
                    placeholder={picked.length === 0 ? t('relation.search') : undefined}
                    onKeyDown={event => {
                      if (event.key === 'Backspace' && !query && picked.length > 0) remove(picked.at(-1)!.id)
                    }}
                  />
                </Combobox.EventsTarget>
              </Pill.Group>
            </PillsInput>
          </Combobox.DropdownTarget>
          {dropdown}
        </Combobox>
        {dialog}
      </>
    )
  }
  const one = picked[0]
  return (
    <>
      <Combobox store={combobox} onOptionSubmit={choose} zIndex={450} withinPortal={portal}>
        <Combobox.Target withExpandedAttribute>
          <InputBase
            {...common}
            {...events}
            role="combobox"
            autoComplete="off"
            spellCheck={false}
            placeholder={t('relation.search')}
            value={query ?? one?.repr ?? ''}
            onFocus={event => event.currentTarget.select()}
            rightSectionPointerEvents="auto"
            rightSectionWidth={one && !bare && field.open ? 60 : 34}
            rightSection={
              <span className={css.pills}>
                {one && !bare && field.open && field.to && (
                  <ActionIcon aria-label={t('relation.open', { name: one.repr })} onMouseDown={event => event.preventDefault()} onClick={() => void navigate({ to: `/m/${field.to}/${encodeURIComponent(one.id)}` })}>
                    <Icons.external size={14} />
                  </ActionIcon>
                )}
                {one && field.nullable && !field.required ? (
                  <ActionIcon
                    aria-label={t('action.clear')}
                    onMouseDown={event => event.preventDefault()}
                    onClick={() => {
                      onChange(null)
                      setQuery(null)
                    }}
                  >
                    <Icons.close size={14} />
                  </ActionIcon>
                ) : (
                  <Combobox.Chevron />
                )}
              </span>
            }
          />
        </Combobox.Target>
        {dropdown}
      </Combobox>
      {dialog}
    </>
  )
}
