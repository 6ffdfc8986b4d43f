import '../theme/mantine-fields.css'
import { Button, Radio } from '@mantine/core'
import { useState } from 'react'
import type { ModelSchema, Stale } from '../contract'
import { t } from '../i18n'
import { relativeTime } from '../i18n/format'
import { textOf } from '../ui/value'
import { Empty } from '../ui/status'
import { changedFields, type FormState } from './state'
import ui from '../ui/ui.module.css'
import { Modal } from '../ui/dialog'
import css from './form.module.css'

interface Props {
  schema: ModelSchema
  state: FormState
  stale: Stale
  /** With the fields that are taken from the other. */
  onChoose: (take: string[]) => void
  onClose: () => void
}

/** Somebody else saved meanwhile: keep mine, take theirs, or choose by field. */
export function ConflictDialog({ schema, state, stale, onChoose, onClose }: Props) {
  const mine = changedFields(state)
  const { current } = stale
  const differ = mine.filter(f => textOf(schema.fields[f], state.values[f]) !== textOf(schema.fields[f], current.values[f]))
  const [take, setTake] = useState<string[]>([])
  const cell = (f: string, value: unknown) => textOf(schema.fields[f], value) || <Empty />
  return (
    <Modal opened onClose={onClose} size={640} title={t('conflict.title', { name: current.repr })} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <p>
        {t('conflict.who', {
          name: stale.changed_by?.repr ?? t('conflict.somebody'),
          when: stale.changed_at ? relativeTime(stale.changed_at).toLocaleLowerCase() : t('conflict.meanwhile'),
        })}
      </p>
      {differ.length > 0 ? (
        <table className={css.conflict}>
          <thead>
            <tr>
              <th scope="col">{t('conflict.field')}</th>
              <th scope="col">{t('conflict.mine-column')}</th>
              <th scope="col">{t('conflict.theirs-column')}</th>
            </tr>
          </thead>
          <tbody>
            {differ.map(f => (
              <tr key={f}>
                <th scope="row">{schema.fields[f]?.label ?? f}</th>
                <td>
                  <Radio name={`conflict-${f}`} label={cell(f, state.values[f])} checked={!take.includes(f)} onChange={() => setTake(take.filter(one => one !== f))} />
                </td>
                <td>
                  <Radio name={`conflict-${f}`} label={cell(f, current.values[f])} checked={take.includes(f)} onChange={() => setTake([...take, f])} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p style={{ marginTop: 12 }}>{t('conflict.none')}</p>
      )}
      <div className={ui.actions}>
        <Button onClick={() => onChoose(mine)}>{t('conflict.theirs')}</Button>
        <Button onClick={() => onChoose([])}>{t('conflict.mine')}</Button>
        {differ.length > 1 && (
          <Button variant="filled" onClick={() => onChoose(take)}>
            {t('conflict.chosen')}
          </Button>
        )}
      </div>
    </Modal>
  )
}
