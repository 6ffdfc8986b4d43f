import { useEffect, useMemo, useRef, useState } from 'react'
import type { ListRow } from '../contract'

export interface Selected {
  possible: boolean
  /** Rows chosen by hand. */
  ids: Set<string>
  /** Whether all that match are meant, but for `except`. */
  all: boolean
  except: Set<string>
  has: (id: string) => boolean
  toggle: (id: string, index: number, rows: ListRow[], range: boolean) => void
  page: (rows: ListRow[], on: boolean) => void
  everything: () => void
  clear: () => void
  count: (total: number) => number
}

/** The rows chosen; forgotten when another question is asked. */
export function useSelection(possible: boolean, question: string): Selected {
  const [ids, setIds] = useState(new Set<string>())
  const [all, setAll] = useState(false)
  const [except, setExcept] = useState(new Set<string>())
  const last = useRef<number | null>(null)
  useEffect(() => {
    setIds(new Set())
    setAll(false)
    setExcept(new Set())
  }, [question])
  return useMemo(() => {
    const clear = () => {
      setIds(new Set())
      setExcept(new Set())
      setAll(false)
    }
    const has = (id: string) => (all ? !except.has(id) : ids.has(id))
    const change = (list: string[], on: boolean) => {
      const next = new Set(all ? except : ids)
      for (const id of list) {
        if (on === !all) next.add(id)
        else next.delete(id)
      }
      if (all) setExcept(next)
      else setIds(next)
    }
    return {
      possible,
      ids,
      all,
      except,
      has,
      clear,
      toggle: (id, index, rows, range) => {
        const on = !has(id)
        const [from, to] = range && last.current !== null ? [Math.min(last.current, index), Math.max(last.current, index)] : [index, index]
        last.current = index
        change(range ? rows.slice(from, to + 1).map(row => row.id) : [id], on)
      },
      page: (rows, on) => change(rows.map(row => row.id), on),
      everything: () => {
        setAll(true)
        setExcept(new Set())
      },
      count: total => (all ? Math.max(0, total - except.size) : ids.size),
    }
  }, [possible, ids, all, except])
}
