import type { ReactNode } from 'react'
import type { Tone } from '../contract'
import { t } from '../i18n'
import css from './ui.module.css'

/** A state: the word always, the colour for what it means. */
export function Status({ tone, children, dot = true }: { tone?: Tone | null; children: ReactNode; dot?: boolean }) {
  return <span className={`${css.status} ${css[tone ?? 'neutral'] ?? ''} ${dot ? '' : css.plain}`}>{children}</span>
}

const DASH = '–'

/** Nothing: a dash that is read as a word, or what the model says in its place. */
export function Empty({ text = DASH }: { text?: string }) {
  return text !== DASH ? (
    <span className={css.empty}>{text}</span>
  ) : (
    <span className={css.empty}>
      <span aria-hidden>{DASH}</span>
      <span className="visually-hidden">{t('value.empty')}</span>
    </span>
  )
}
