import { useEffect, useRef } from 'react'
import type { Key } from '../i18n/en'

interface Shortcut {
  keys: string
  label: Key
  run: (event: KeyboardEvent) => void
  /** Whether it works while typing in a field. */
  typing?: boolean
}

const registered = new Set<{ current: Shortcut }>()

/** What works on the page at the moment, for the help. */
export const shortcuts = () => {
  const seen = new Map<string, Shortcut>()
  for (const { current } of registered) seen.set(current.keys, current)
  return [...seen.values()]
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && (target as HTMLInputElement).type !== 'checkbox'

function matches(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split('+')
  const key = parts.pop()!
  const mod = event.ctrlKey || event.metaKey
  if (parts.includes('Ctrl') !== mod || parts.includes('Alt') !== event.altKey) return false
  if (event.shiftKey && key.length > 1 && !parts.includes('Shift')) return false
  // With Alt some systems type another character, so the place of the key counts.
  return event.key.toLowerCase() === key.toLowerCase() || (event.altKey && event.code === `Key${key.toUpperCase()}`)
}

let listening = false
function listen() {
  if (listening) return
  listening = true
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing) return
    const dialog = document.querySelector('[role="dialog"]')
    for (const { current } of [...registered].reverse()) {
      if (!matches(current.keys, event)) continue
      if (isTyping(event.target) && !current.typing) continue
      if (dialog && !current.keys.startsWith('Ctrl')) continue
      event.preventDefault()
      current.run(event)
      return
    }
  })
}

/** Runs on a key, such as `Ctrl+K` or `/`, while the component is there. */
export function useShortcut(keys: string, label: Key, run: (event: KeyboardEvent) => void, options: { typing?: boolean; off?: boolean } = {}) {
  const ref = useRef<Shortcut>({ keys, label, run })
  ref.current = { keys, label, run, typing: options.typing }
  useEffect(() => {
    listen()
    if (options.off) return
    registered.add(ref)
    return () => void registered.delete(ref)
  }, [options.off])
}
