import { useEffect, useMemo, useReducer, useRef, useState } from 'react'
import { isProblem, request } from '../api/client'
import { client, forgetRows, record as recordQuery, type Members } from '../api/queries'
import type { ModelSchema, Record as Saved, Stale } from '../contract'
import { messageOf } from '../ui/notice'
import { focusInput } from './blocks'
import { changeCount, initialState, orderedErrors, reducer, writeOf, type FormState } from './state'

interface Options {
  schema: ModelSchema
  record: Saved | null
  initial?: Members
  prefix: string
  /** Where a draft survives a reload; none in dialogs. */
  draft?: string
}

const read = (key: string | undefined): { v?: string; state: FormState } | null => {
  try {
    return key ? (JSON.parse(sessionStorage.getItem(key) ?? 'null') as { v?: string; state: FormState } | null) : null
  } catch {
    return null
  }
}

/** The form's state and how it is saved. */
export function useForm({ schema, record, initial, prefix, draft }: Options) {
  const reduce = useMemo(() => reducer(schema), [schema])
  const [restored, setRestored] = useState(false)
  const [state, dispatch] = useReducer(reduce, null, () => {
    const kept = read(draft)
    return kept && kept.v === record?.v ? kept.state : initialState(schema, record, initial)
  })
  const [version, setVersion] = useState(record?.v)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [stale, setStale] = useState<Stale | null>(null)
  const isNew = !record
  const changes = changeCount(state, isNew)
  const latest = useRef(state)
  latest.current = state

  useEffect(() => {
    if (draft && changeCount(latest.current, isNew) > 0 && read(draft)) setRestored(true)
    // Only what was there when the page opened was restored.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  useEffect(() => {
    // A fresh answer replaces what nobody edited.
    if (record && record.v !== version && changeCount(latest.current) === 0) {
      setVersion(record.v)
      dispatch({ type: 'load', record })
    }
  }, [record, version])
  useEffect(() => {
    if (!draft) return
    const timer = setTimeout(() => {
      try {
        if (changes > 0) sessionStorage.setItem(draft, JSON.stringify({ v: version, state }))
        else sessionStorage.removeItem(draft)
      } catch {
        // Without storage a reload loses the draft, as any page does.
      }
    }, 300)
    return () => clearTimeout(timer)
  }, [draft, state, changes, version])
  const forgetDraft = () => {
    if (draft) sessionStorage.removeItem(draft)
  }

  async function send(current: FormState, v: string | undefined): Promise<Saved | null> {
    setBusy(true)
    setFailure(null)
    dispatch({ type: 'errors', errors: {} })
    try {
      const body = writeOf(schema, current, isNew)
      const saved = isNew
        ? await request<Saved>(`/m/${schema.key}`, { method: 'POST', body })
        : await request<Saved>(`/m/${schema.key}/${encodeURIComponent(record.id)}`, { method: 'PATCH', body, ifMatch: v })
      forgetDraft()
      if (!isNew) {
        setVersion(saved.v)
        dispatch({ type: 'load', record: saved })
      }
      void forgetRows(schema.key, saved.id)
      client.setQueryData(recordQuery(schema.key, saved.id).queryKey, saved)
      return saved
    } catch (error) {
      if (isProblem(error, 412) && error.body.stale) setStale(error.body.stale)
      else if (isProblem(error) && Object.keys(error.errors).length > 0) {
        dispatch({ type: 'errors', errors: error.errors })
        const first = orderedErrors(schema, error.errors).find(([path]) => path !== '_form')
        // After the tab with the first objection is shown.
        if (first) setTimeout(() => focusInput(prefix, first[0]), 60)
      } else setFailure(error)
      return null
    } finally {
      setBusy(false)
    }
  }

  return {
    state,
    dispatch,
    changes,
    busy,
    failure,
    stale,
    restored,
    version,
    isNew,
    forgetDraft,
    message: failure ? messageOf(failure) : null,
    save: () => send(latest.current, version),
    closeConflict: () => setStale(null),
    discard: () => {
      forgetDraft()
      setRestored(false)
      setFailure(null)
      dispatch(isNew ? { type: 'load', record: null, initial } : { type: 'discard' })
    },
    /** Settles a conflict; saves when something of mine is left. */
    async settle(take: string[]): Promise<Saved | null> {
      const current = stale!.current
      const merged = reduce(latest.current, { type: 'merge', current, take })
      dispatch({ type: 'restore', state: merged })
      setVersion(current.v)
      setStale(null)
      client.setQueryData(recordQuery(schema.key, current.id).queryKey, current)
      return changeCount(merged) > 0 ? send(merged, current.v) : current
    },
  }
}

export type FormHandle = ReturnType<typeof useForm>
