import { ActionIcon, Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { preferences, setPreferences } from '../api/queries'
import { t } from '../i18n'
import { Icons } from '../ui/icons'
import type { ShownColumn } from './state'
import ui from '../ui/ui.module.css'
import css from './list.module.css'

interface Props {
  columns: ShownColumn[]
  onChange: (columns: ShownColumn[] | null) => void
}

/** Which columns are shown, in which order; by dragging or by buttons. */
export default function ColumnsPanel({ columns, onChange }: Props) {
  const { data } = useQuery(preferences)
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  function move(from: number, to: number) {
    if (to < 0 || to >= columns.length || from === to) return
    const next = [...columns]
    const [column] = next.splice(from, 1)
    next.splice(to, 0, column!)
    onChange(next)
  }
  return (
        <div className={css.columns}>
          <div className={css.density} role="group" aria-label={t('columns.density')}>
            {(['compact', 'normal', 'relaxed'] as const).map(value => (
              <button key={value} type="button" aria-pressed={(data?.density ?? 'normal') === value} onClick={() => void setPreferences(old => ({ ...old, density: value })).catch(() => {})}>
                {t(`density.${value}`)}
              </button>
            ))}
          </div>
          <ol>
            {columns.map((column, index) => (
              <li
                key={column.f}
                draggable
                data-over={over === index && dragged !== index}
                onDragStart={() => setDragged(index)}
                onDragOver={event => {
                  event.preventDefault()
                  setOver(index)
                }}
                onDragEnd={() => {
                  setDragged(null)
                  setOver(null)
                }}
                onDrop={event => {
                  event.preventDefault()
                  if (dragged !== null) move(dragged, index)
                }}
              >
                <span className={css.handle} aria-hidden>
                  <Icons.grip size={14} />
                </span>
                <Checkbox label={column.label} checked={!column.hidden} onChange={event => onChange(columns.map(one => (one.f === column.f ? { ...one, hidden: !event.currentTarget.checked } : one)))} />
                <ActionIcon aria-label={t('columns.up', { name: column.label })} disabled={index === 0} onClick={() => move(index, index - 1)}>
                  <Icons.up size={14} />
                </ActionIcon>
                <ActionIcon aria-label={t('columns.down', { name: column.label })} disabled={index === columns.length - 1} onClick={() => move(index, index + 1)}>
                  <Icons.down size={14} />
                </ActionIcon>
              </li>
            ))}
          </ol>
          <div className={ui.actions} style={{ marginTop: 0 }}>
            <Button variant="subtle" onClick={() => onChange(null)}>
              {t('columns.reset')}
            </Button>
          </div>
        </div>
  )
}
