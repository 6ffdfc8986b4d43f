import { lazy, Suspense, useSyncExternalStore, type ReactNode } from 'react'

const ConfirmDialog = lazy(() => import('./confirm-dialog'))

interface Question {
  title: string
  body?: ReactNode
  verb: string
  cancel?: string
  danger?: boolean
  /** What has to be typed before the button works. */
  typed?: string
}
export interface Asked extends Question {
  answer: (yes: boolean) => void
}

let asked: Asked | null = null
const listeners = new Set<() => void>()
const change = (to: Asked | null) => {
  asked = to
  for (const listener of listeners) listener()
}

/** Asks in a dialog that names the thing and the verb. */
export const confirm = (question: Question) =>
  new Promise<boolean>(resolve =>
    change({
      ...question,
      answer: yes => {
        change(null)
        resolve(yes)
      },
    }),
  )

export function ConfirmHost() {
  const current = useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => asked,
  )
  return <Suspense fallback={null}>{current && <ConfirmDialog question={current} />}</Suspense>
}
