import { Input } from '@mantine/core'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useRef, useState } from 'react'
import { t } from '../i18n'
import type { FieldProps } from './field'
import css from './fields.module.css'

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent-text)' },
  { tag: tags.string, color: 'var(--ok)' },
  { tag: [tags.number, tags.bool], color: 'var(--warn)' },
  { tag: tags.null, color: 'var(--text-3)' },
])
const look = EditorView.theme({
  '&': { fontSize: '12.5px', maxHeight: '360px', backgroundColor: 'transparent', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { fontFamily: 'var(--mono)', caretColor: 'var(--text)', minHeight: '76px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--text-3)', border: 'none' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-soft) !important' },
  '.cm-scroller': { overflow: 'auto', fontFamily: 'var(--mono)' },
})

/** JSON with colours; what is no JSON is said at once and kept as it is typed. */
export default function JsonField({ id, field, value, onChange, error, bare }: FieldProps) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const change = useRef(onChange)
  change.current = onChange
  const mine = useRef<unknown>(undefined)
  const [wrong, setWrong] = useState<string | null>(null)
  const shown = error ?? wrong

  useEffect(() => {
    const editor = new EditorView({
      parent: box.current!,
      state: EditorState.create({
        doc: value === null || value === undefined ? '' : typeof value === 'string' && mine.current === value ? value : JSON.stringify(value, null, 2),
        extensions: [
          lineNumbers(),
          history(),
          bracketMatching(),
          json(),
          syntaxHighlighting(colours),
          look,
          EditorView.lineWrapping,
          EditorView.cspNonce.of(document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''),
          EditorView.contentAttributes.of({ id, 'aria-label': field.label, 'aria-multiline': 'true' }),
          // Tab leaves the editor: a keyboard must not be caught in it.
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.updateListener.of(update => {
            if (!update.docChanged) return
            const text = update.state.doc.toString()
            try {
              mine.current = text.trim() === '' ? null : JSON.parse(text)
              setWrong(null)
            } catch {
              mine.current = text
              setWrong(t('field.json-wrong'))
            }
            change.current(mine.current)
          }),
        ],
      }),
    })
    view.current = editor
    return () => editor.destroy()
    // The editor keeps its own text; values from elsewhere come in below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id])

  useEffect(() => {
    const editor = view.current
    if (!editor || JSON.stringify(value) === JSON.stringify(mine.current ?? null) || mine.current === value) return
    mine.current = value
    const text = value === null || value === undefined ? '' : JSON.stringify(value, null, 2)
    if (editor.state.doc.toString() !== text) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } })
  }, [value])

  return (
    <Input.Wrapper label={bare ? undefined : field.label} labelElement="div" description={bare ? undefined : field.help || undefined} withAsterisk={field.required} error={shown}>
      <div ref={box} className={`${css.json} ${shown ? css.jsonBad : ''}`} />
    </Input.Wrapper>
  )
}
