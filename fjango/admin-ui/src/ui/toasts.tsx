import { ActionIcon, Button } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { t } from '../i18n'
import { Icons } from './icons'
import { messageOf } from './notice'
import css from './ui.module.css'

interface Toast {
  id: number
  text: string
  bad?: boolean
  action?: { label: string; run: () => void }
}

let toasts: readonly Toast[] = []
let next = 1
const listeners = new Set<() => void>()
const change = (list: readonly Toast[]) => {
  toasts = list
  for (const listener of listeners) listener()
}
const dismiss = (id: number) => change(toasts.filter(toast => toast.id !== id))

/** Says what happened, for six seconds; ten when it can be undone. */
export function toast(text: string, options: Omit<Toast, 'id' | 'text'> = {}) {
  const id = next++
  change([...toasts.slice(-2), { id, text, ...options }])
  setTimeout(() => dismiss(id), options.action || options.bad ? 10_000 : 6000)
}
export const toastError = (error: unknown) => toast(messageOf(error), { bad: true })

export function Toasts() {
  const shown = useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
  )
  return (
    <div className={css.toasts} role="status" aria-live="polite">
      {shown.map(({ id, text, bad, action }) => (
        <div key={id} className={`${css.toast} ${bad ? css.toastBad : ''}`}>
          {bad ? <Icons.alert /> : <Icons.check />}
          <p>{text}</p>
          {action && (
            <Button
              variant="subtle"
              onClick={() => {
                dismiss(id)
                action.run()
              }}
            >
              {action.label}
            </Button>
          )}
          <ActionIcon aria-label={t('action.dismiss')} onClick={() => dismiss(id)}>
            <Icons.close />
          </ActionIcon>
        </div>
      ))}
    </div>
  )
}
