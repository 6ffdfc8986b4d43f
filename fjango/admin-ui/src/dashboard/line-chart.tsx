import 'uplot/dist/uPlot.min.css'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import type { Chart } from '../contract'
import { region } from '../i18n'
import { number } from '../i18n/format'
import { chartColours } from './drawings'

/** Values over time, on a canvas. */
export default function LineChart({ chart }: { chart: Chart }) {
  const box = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light')

  useEffect(() => {
    let plot: uPlot | null = null
    let gone = false
    const element = box.current!
    const style = getComputedStyle(document.documentElement)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const font = `12px 'Geist Variable', system-ui, sans-serif`
    const bars = chart.style === 'bar'
    const axis = { stroke: colour('--text-3'), font, grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } }
    const span = (chart.times!.at(-1)! - chart.times![0]!) / 86_400
    // Of what is counted there are no halves.
    const whole = chart.series.every(one => one.values.every(value => Number.isInteger(value ?? 0))) && [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9].flatMap(ten => [ten, 2 * ten, 5 * ten])
    const format = new Intl.DateTimeFormat(region(), span > 2 ? { day: 'numeric', month: 'short' } : { hour: 'numeric', minute: '2-digit' })
    // A canvas does not wait for fonts: without this its labels fall back to another one.
    void document.fonts.load(font).finally(() => {
      if (gone) return
      plot = new uPlot(
        {
          width: element.clientWidth,
          height: 220,
          legend: { show: false },
          cursor: { points: { size: 7 }, y: false, drag: { x: false, y: false } },
          padding: [12, 8, 0, 0],
          axes: [
            { ...axis, space: 70, gap: 8, values: (_, ticks) => ticks.map(tick => format.format(tick * 1000)) },
            { ...axis, gap: 8, size: 52, space: 42, ...(whole ? { incrs: whole } : {}), values: (_, ticks) => ticks.map(tick => number(tick)) },
          ],
          scales: { y: { range: (_, min, max) => [Math.min(0, min), max === min ? max + 1 : max * 1.08] } },
          series: [
            {},
            ...chart.series.map((series, index) => {
              const stroke = colour(chartColours[index % chartColours.length]!)
              return {
                label: series.label,
                stroke,
                width: bars ? 0 : 1.75,
                fill: bars ? stroke : chart.style === 'area' && index === 0 ? `color-mix(in srgb, ${stroke} 12%, transparent)` : undefined,
                points: { show: false },
                ...(bars ? { paths: uPlot.paths.bars!({ size: [0.6, 40], radius: 0.15 }) } : {}),
              }
            }),
          ],
          hooks: {
            setCursor: [
              self => {
                const index = self.cursor.idx
                element.title = index === null || index === undefined ? '' : `${format.format(chart.times![index]! * 1000)}: ${chart.series.map(one => `${one.label} ${number(one.values[index] ?? 0)}`).join(', ')}`
              },
            ],
          },
        },
        [chart.times!, ...chart.series.map(series => series.values)] as uPlot.AlignedData,
        element,
      )
    })
    const resize = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: 220 }))
    resize.observe(element)
    return () => {
      gone = true
      resize.disconnect()
      plot?.destroy()
    }
  }, [chart, scheme])
  return <div ref={box} />
}
