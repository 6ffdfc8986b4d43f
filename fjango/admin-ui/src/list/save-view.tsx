import '../theme/mantine-fields.css'
import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { isProblem, request } from '../api/client'
import { client, views } from '../api/queries'
import type { ModelSchema, Shared } from '../contract'
import { t } from '../i18n'
import { Modal } from '../ui/dialog'
import { Failure } from '../ui/notice'
import { toast } from '../ui/toasts'
import { filterObject, formatSort } from './filter'
import type { ListState, ShownColumn } from './state'
import ui from '../ui/ui.module.css'

/** Keeps what the list shows under a name. */
export default function SaveView({ schema, state, columns, onClose }: { schema: ModelSchema; state: ListState; columns: ShownColumn[]; onClose: () => void }) {
  const [label, setLabel] = useState('')
  const [shared, setShared] = useState<Shared>('private')
  const [role, setRole] = useState('')
  const [error, setError] = useState<unknown>(null)
  const { data } = useQuery(views(schema.key))
  const roles = data?.roles ?? []

  async function save(event: FormEvent) {
    event.preventDefault()
    try {
      await request('/views', {
        method: 'POST',
        body: {
          model: schema.key,
          label: label.trim(),
          shared,
          ...(shared === 'role' ? { role } : {}),
          ...(state.q ? { q: state.q } : {}),
          f: filterObject(state.filter) ?? {},
          sort: formatSort(state.order).split(',').filter(Boolean),
          columns: columns.map(({ f, hidden, width }) => ({ f, hidden, ...(width ? { width } : {}) })),
        },
      })
      await client.invalidateQueries({ queryKey: ['views', schema.key] })
      toast(t('view.saved', { name: label.trim() }))
      onClose()
    } catch (problem) {
      setError(problem)
    }
  }
  return (
    <Modal opened onClose={onClose} title={t('view.save')} size={420} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form onSubmit={save} className={ui.stack}>
        {error !== null && <Failure error={error} />}
        <TextInput label={t('view.name')} data-autofocus required withAsterisk={false} maxLength={80} value={label} onChange={event => setLabel(event.currentTarget.value)} error={isProblem(error, 422) ? error.errors.label?.[0]?.message : undefined} />
        <Select
          label={t('view.who')}
          data={[{ value: 'private', label: t('view.private') }, ...(roles.length > 0 ? [{ value: 'role', label: t('view.role') }] : []), ...(data?.everyone ? [{ value: 'everyone', label: t('view.everyone') }] : [])]}
          value={shared}
          allowDeselect={false}
          comboboxProps={{ zIndex: 450 }}
          onChange={next => setShared(next as Shared)}
        />
        {shared === 'role' && <Select label={t('view.role-name')} data={roles.map(row => ({ value: row.id, label: row.repr }))} value={role || null} comboboxProps={{ zIndex: 450 }} onChange={next => setRole(next ?? '')} />}
        <div className={ui.actions} style={{ marginTop: 4 }}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" variant="filled" disabled={!label.trim() || (shared === 'role' && !role)}>
            {t('view.save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
