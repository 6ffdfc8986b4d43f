import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { isProblem, request } from '../api/client'
import { client } from '../api/queries'
import type { ActionResult, Block, Chart as ChartData, Page, PageForm } from '../contract'
import { Field } from '../fields/field'
import { plain } from '../fields/plain'
import { t } from '../i18n'
import { number } from '../i18n/format'
import { Failure, Skeleton } from '../ui/notice'
import { Empty, Status } from '../ui/status'
import { objections } from '../ui/objections'
import { Markdown } from '../ui/markdown'
import { toast } from '../ui/toasts'
import { Value } from '../ui/value'
import { chartColours, Bars, Donut, Spark } from './drawings'
import css from './dashboard.module.css'

const LineChart = lazy(() => import('./line-chart'))

/** One part of a page. Nothing in it is executed, and no text is HTML. */
export function BlockView({ page, block }: { page: string; block: Block }) {
  switch (block.kind) {
    case 'stats':
      return (
        <ul className={css.stats}>
          {block.stats.map(stat => {
            const body = (
              <>
                <span className={css.statLabel}>{stat.label}</span>
                <span className={css.figure}>{stat.value}</span>
                {stat.note && <small className={css[stat.tone ?? '']}>{stat.note}</small>}
                {stat.spark && stat.spark.length > 1 && <Spark values={stat.spark} />}
              </>
            )
            return <li key={stat.label}>{stat.to ? <StatLink to={stat.to}>{body}</StatLink> : <div className={css.stat}>{body}</div>}</li>
          })}
        </ul>
      )
    case 'chart':
      return <ChartPanel chart={block} />
    case 'table':
      return (
        <Panel title={block.title}>
          <div className={css.scroll}>
            <table className={css.table}>
              <caption className="visually-hidden">{block.title}</caption>
              <thead>
                <tr>
                  {block.columns.map(column => (
                    <th key={column.label} scope="col" className={column.numeric ? css.end : undefined}>
                      {column.label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {block.rows.map((row, index) => (
                  <tr key={index}>
                    {row.cells.map((cell, at) => (
                      <td key={at} className={block.columns[at]?.numeric ? css.end : undefined}>
                        {at === 0 && row.to ? <Link to={row.to}>{cellOf(cell, false)}</Link> : cellOf(cell, !!block.columns[at]?.numeric)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      )
    case 'form':
      return <FormBlock page={page} form={block} />
    case 'markdown':
      return <Markdown content={block.content} />
    case 'failed':
      return (
        <Panel title={block.title ?? t('error.not-shown')}>
          <p className={css.body} role="alert">
            {block.message} {block.request_id && t('error.request', { id: block.request_id })}
          </p>
        </Panel>
      )
    case 'list':
      return (
        <Panel title={block.title}>
          {block.items.length === 0 ? (
            <p className={css.body}>{block.empty ?? <Empty />}</p>
          ) : (
            <ul className={css.items}>
              {block.items.map((item, index) => (
                <li key={index}>
                  {item.to ? <Link to={item.to}>{item.label}</Link> : <span>{item.label}</span>}
                  {item.note && (item.tone ? <Status tone={item.tone}>{item.note}</Status> : <small>{cellOf(item.note, false)}</small>)}
                </li>
              ))}
            </ul>
          )}
        </Panel>
      )
  }
}

/** The list's own address may have a search, which a link of the router takes apart. */
function StatLink({ to, children }: { to: string; children: ReactNode }) {
  const [path, search] = to.split('?')
  return (
    <Link to={path} search={Object.fromEntries(new URLSearchParams(search)) as never} className={css.stat}>
      {children}
    </Link>
  )
}

const cellOf = (cell: unknown, numeric: boolean): ReactNode =>
  typeof cell === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(cell) ? <Value field={{ type: 'datetime' }} value={cell} /> : numeric && typeof cell === 'number' ? number(cell) : <Value field={undefined} value={cell} />

function Panel({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.panel} aria-label={title}>
      <div className={css.panelHead}>
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** What a chart shows, in a sentence. */
function summary(chart: ChartData): string {
  return chart.series
    .map(({ label, values }) => {
      const known = values.filter(value => value !== null)
      return known.length === 0 ? label : t('chart.summary', { label, min: Math.min(...known), max: Math.max(...known), last: known.at(-1)! })
    })
    .join(' ')
}

function ChartPanel({ chart }: { chart: ChartData }) {
  const [table, setTable] = useState(false)
  const names = chart.names ?? []
  const heads = chart.times?.length ? chart.times.map(time => new Date(time * 1000).toISOString()) : names
  return (
    <Panel
      title={chart.unit ? `${chart.title} (${chart.unit})` : chart.title}
      aside={
        <>
          {chart.series.length > 1 && (
            <span className={css.legend}>
              {chart.series.map((series, index) => (
                <span key={series.label}>
                  <i style={{ background: `var(${chartColours[index % chartColours.length]})` }} aria-hidden />
                  {series.label}
                </span>
              ))}
            </span>
          )}
          <Button variant="subtle" className={css.toggle} aria-pressed={table} onClick={() => setTable(!table)}>
            {t(table ? 'chart.as-chart' : 'chart.as-table')}
          </Button>
        </>
      }
    >
      {table ? (
        <div className={css.scroll} style={{ maxHeight: 320 }}>
          <table className={css.table}>
            <caption className="visually-hidden">{chart.title}</caption>
            <thead>
              <tr>
                <th scope="col">{t(chart.times?.length ? 'chart.time' : 'chart.name')}</th>
                {chart.series.map(series => (
                  <th key={series.label} scope="col" className={css.end}>
                    {series.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {heads.map((head, index) => (
                <tr key={index}>
                  <td>{chart.times?.length ? <Value field={{ type: 'date' }} value={head} /> : head}</td>
                  {chart.series.map(series => (
                    <td key={series.label} className={css.end}>
                      {series.values[index] === null || series.values[index] === undefined ? <Empty /> : number(series.values[index])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : chart.style === 'donut' ? (
        <Donut names={names.length ? names : chart.series.map(one => one.label)} values={names.length ? (chart.series[0]?.values ?? []) : chart.series.map(one => one.values[0] ?? 0)} label={`${chart.title}. ${summary(chart)}`} />
      ) : !chart.times?.length ? (
        <Bars chart={chart} label={`${chart.title}. ${summary(chart)}`} />
      ) : (
        <div className={css.chart} role="img" aria-label={`${chart.title}. ${summary(chart)}`}>
          <Suspense fallback={<Skeleton height={220} />}>
            <LineChart chart={chart} />
          </Suspense>
        </div>
      )}
    </Panel>
  )
}

function FormBlock({ page, form }: { page: string; form: PageForm }) {
  const blank = () => Object.fromEntries(form.form.order.map(name => [name, form.form.fields[name]?.default ?? (form.form.fields[name]?.type === 'boolean' ? false : null)]))
  const [values, setValues] = useState<{ [name: string]: unknown }>(blank)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const errors = isProblem(error) ? error.errors : {}
  async function submit(event: React.FormEvent) {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const answer = await request<ActionResult | Page>(`/pages/${page}/${form.action}`, { method: 'POST', body: { form: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)])) } })
      toast('message' in answer ? answer.message : t('form.done'))
      setValues(blank())
      await client.invalidateQueries({ queryKey: ['page', page] })
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel title={form.title}>
      <form className={css.form} noValidate onSubmit={submit}>
        {error !== null && !isProblem(error, 422) && <Failure error={error} />}
        {form.form.order.map(name => (
          <Field key={name} id={`page-${form.action}-${name}`} name={name} model={page} field={form.form.fields[name]!} value={values[name]} error={objections(errors[name])} onChange={value => setValues(old => ({ ...old, [name]: value }))} />
        ))}
        <div>
          <Button type="submit" variant="filled" loading={busy}>
            {form.submit}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
