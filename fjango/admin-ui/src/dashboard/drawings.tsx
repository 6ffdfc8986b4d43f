import type { Chart } from '../contract'
import { number } from '../i18n/format'
import css from './dashboard.module.css'

/** The colours of series, in their order. */
export const chartColours = ['--accent', '--warn', '--info', '--chart-4', '--ok']

/** Values over time, drawn small. */
export function Spark({ values }: { values: number[] }) {
  const max = Math.max(...values)
  const min = Math.min(...values)
  const points = values.map((value, index) => `${((index / (values.length - 1)) * 64).toFixed(1)},${(26 - ((value - min) / (max - min || 1)) * 24).toFixed(1)}`)
  return (
    <svg className={css.spark} viewBox="0 0 64 28" aria-hidden>
      <polyline points={points.join(' ')} fill="none" stroke="var(--accent)" strokeWidth={1.5} strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  )
}

/** Bars over names. */
export function Bars({ chart, label }: { chart: Chart; label: string }) {
  const names = chart.names ?? []
  const max = Math.max(1, ...chart.series.flatMap(series => series.values.map(value => value ?? 0)))
  const height = names.length * (chart.series.length * 14 + 14)
  return (
    <div className={css.body} role="img" aria-label={label}>
      <div aria-hidden style={{ display: 'grid', gridTemplateColumns: 'minmax(72px, auto) 1fr', gap: '8px 16px', alignItems: 'center', minHeight: height }}>
        {names.map((name, index) => (
          <div key={name} style={{ display: 'contents' }}>
            <span style={{ color: 'var(--text-2)' }}>{name}</span>
            <span style={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
              {chart.series.map((series, at) => {
                const value = series.values[index] ?? 0
                return (
                  <span key={series.label} style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
                    <span style={{ width: `${Math.max(0.4, (value / max) * 90)}%`, height: 12, borderRadius: 3, background: `var(${chartColours[at % chartColours.length]})` }} />
                    <span style={{ color: 'var(--text-2)', fontSize: 12 }}>{number(value)}</span>
                  </span>
                )
              })}
            </span>
          </div>
        ))}
      </div>
    </div>
  )
}

/** Parts of a whole. */
export function Donut({ names, values, label }: { names: string[]; values: (number | null)[]; label: string }) {
  const total = values.reduce<number>((sum, value) => sum + (value ?? 0), 0) || 1
  let from = 0
  return (
    <div className={css.donut} role="img" aria-label={label}>
      <svg viewBox="0 0 42 42" aria-hidden>
        {values.map((value, index) => {
          const part = ((value ?? 0) / total) * 100
          const arc = <circle key={index} cx={21} cy={21} r={15.9} fill="none" stroke={`var(${chartColours[index % chartColours.length]})`} strokeWidth={5} strokeDasharray={`${Math.max(0, part - 0.8)} ${100 - Math.max(0, part - 0.8)}`} strokeDashoffset={25 - from} />
          from += part
          return arc
        })}
      </svg>
      <dl aria-hidden>
        {names.map((name, index) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt className={css.legend}>
              <span>
                <i style={{ background: `var(${chartColours[index % chartColours.length]})` }} />
                {name}
              </span>
            </dt>
            <dd>{number(values[index] ?? 0)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
