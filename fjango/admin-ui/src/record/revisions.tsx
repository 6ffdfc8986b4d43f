import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { HistoryEntry, SchemaUser } from '../contract'
import { t } from '../i18n'
import type { Key } from '../i18n/en'
import { exactTime } from '../i18n/format'
import { Empty, Status } from '../ui/status'
import { textOf, Time } from '../ui/value'
import css from './revisions.module.css'

const tones = { create: 'ok', change: 'neutral', delete: 'danger', restore: 'info', action: 'info', revert: 'warn' } as const

interface Props {
  entries: HistoryEntry[]
  /** Names the record too, on the page of all changes; says of which models records have pages. */
  hasPage?: (model: string) => boolean
  user?: SchemaUser
  buttons?: (entry: HistoryEntry) => ReactNode
}

/** What was done, by whom, with the fields before and after. */
export function Revisions({ entries, hasPage, buttons }: Props) {
  return (
    <ol className={css.list}>
      {entries.map(entry => (
        <li key={entry.rev} className={css.entry}>
          <div className={css.head}>
            <Status tone={tones[entry.verb]}>{t(`verb.${entry.verb}` as Key)}</Status>
            {hasPage && (
              <span className={css.record}>
                {entry.verb === 'delete' || !hasPage(entry.model) ? entry.repr : <Link to={`/m/${entry.model}/${encodeURIComponent(entry.id)}`}>{entry.repr}</Link>}
              </span>
            )}
            <span className={css.who}>{entry.by?.repr ?? t('history.nobody')}</span>
            <span className={css.when} title={exactTime(entry.at)}>
              <Time value={entry.at} />
            </span>
            {entry.via !== 'ui' && <span className={css.meta}>{t(`via.${entry.via}` as Key)}</span>}
            {entry.ip && <span className={`${css.meta} mono`}>{entry.ip}</span>}
            <span className={css.spacer} />
            {buttons?.(entry)}
          </div>
          {entry.note && <p className={css.note}>{entry.note}</p>}
          {entry.changes.length > 0 && (
            <table className={css.diff}>
              <caption className="visually-hidden">{t('history.changes')}</caption>
              <colgroup>
                <col className={css.label} />
                <col />
                <col />
              </colgroup>
              <thead className="visually-hidden">
                <tr>
                  <th scope="col">{t('conflict.field')}</th>
                  <th scope="col">{t('history.before')}</th>
                  <th scope="col">{t('history.after')}</th>
                </tr>
              </thead>
              <tbody>
                {entry.changes.map(change => (
                  <tr key={change.f}>
                    <th scope="row">{change.label}</th>
                    {entry.verb === 'create' ? null : (
                      <td className={css.before}>{textOf(guess(change.before), change.before) ? <del>{textOf(guess(change.before), change.before)}</del> : <Empty />}</td>
                    )}
                    {entry.verb === 'delete' ? null : <td className={css.after}>{textOf(guess(change.after), change.after) ? <ins>{textOf(guess(change.after), change.after)}</ins> : <Empty />}</td>}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </li>
      ))}
    </ol>
  )
}

/** A moment is recognised by its form: entries also tell of fields that no schema has any more. */
const guess = (value: unknown) => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? { type: 'datetime' as const } : undefined)
