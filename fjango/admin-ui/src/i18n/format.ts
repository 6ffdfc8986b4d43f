import { region, t } from '.'

let zone: string | undefined

/** The time zone of the site; the browser's when it is unknown. */
export function setZone(name: string | undefined) {
  try {
    zone = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    zone = undefined
  }
}

const cache = new Map<string, Intl.DateTimeFormat>()
function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = region() + zone + JSON.stringify(options)
  let format = cache.get(key)
  if (!format) cache.set(key, (format = new Intl.DateTimeFormat(region(), { timeZone: zone, ...options })))
  return format
}

/** `1284.00` as `1,284.00`; texts, so that no digit of a large number is lost. */
export function number(value: string | number, scale?: number | null): string {
  const options = scale === undefined || scale === null ? { maximumFractionDigits: 20 } : { minimumFractionDigits: scale, maximumFractionDigits: Math.max(scale, 20) }
  return new Intl.NumberFormat(region(), options).format(value as number)
}

export const exactTime = (value: string) => dateFormat({ dateStyle: 'full', timeStyle: 'long' }).format(new Date(value))
export const dateTime = (value: string) => dateFormat({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(value))
export const clock = (value: string | number | Date) => dateFormat({ timeStyle: 'short' }).format(new Date(value))

/** A day, `2026-11-23`, which has no time zone. */
export const day = (value: string) =>
  new Intl.DateTimeFormat(region(), { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${value.slice(0, 10)}T00:00:00Z`))

/** `14 min ago`, `Yesterday`; a date when it is more than a week away. */
export function relativeTime(value: string, now = Date.now()): string {
  const seconds = (new Date(value).getTime() - now) / 1000
  const format = new Intl.RelativeTimeFormat(region(), { numeric: 'auto', style: 'short' })
  const size = Math.abs(seconds)
  const tidy = (text: string) => text.charAt(0).toLocaleUpperCase(region()) + text.slice(1).replace('. ', ' ')
  if (size < 45) return t('time.now')
  if (size < 3600) return tidy(format.format(Math.round(seconds / 60), 'minute'))
  if (size < 86_400) return tidy(format.format(Math.round(seconds / 3600), 'hour'))
  if (size < 7 * 86_400) return tidy(format.format(Math.round(seconds / 86_400), 'day'))
  const date = new Date(value)
  return dateFormat(
    date.getFullYear() === new Date(now).getFullYear() ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' },
  ).format(date)
}

/** `2026-11-23T14:05` of a moment, in the site's zone: what an input for date and time holds. */
export function toLocalInput(value: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
    }).formatToParts(new Date(value)).map(part => [part.type, part.value]),
  )
  const seconds = parts.second === '00' ? '' : `:${parts.second}`
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}${seconds}`
}

/** The moment that an input for date and time means in the site's zone. */
export function fromLocalInput(value: string): string {
  const wanted = new Date(`${value}Z`).getTime()
  let moment = wanted
  // Twice, because the offset at the first guess may be that of the other side of a change to summer time.
  for (let i = 0; i < 2; i++) {
    const shown = new Date(`${toLocalInput(new Date(moment).toISOString())}Z`).getTime()
    moment += wanted - shown
  }
  return new Date(moment).toISOString().replace('.000Z', 'Z')
}

export function bytes(value: number): string {
  const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte']
  const step = value < 1 ? 0 : Math.min(3, Math.floor(Math.log10(value) / 3))
  return new Intl.NumberFormat(region(), { style: 'unit', unit: steps[step], unitDisplay: 'short', maximumFractionDigits: 1 }).format(value / 1000 ** step)
}

export const lower = (text: string) => text.charAt(0).toLocaleLowerCase(region()) + text.slice(1)
export const upper = (text: string) => text.charAt(0).toLocaleUpperCase(region()) + text.slice(1)
export const list = (items: string[]) => new Intl.ListFormat(region(), { type: 'conjunction' }).format(items)

const steps = [['D', 'day', 86_400], ['H', 'hour', 3600], ['M', 'minute', 60], ['S', 'second', 1]] as const

/** `P1DT2H` as `1 day, 2 hr`. */
export function duration(iso: string): string {
  const match = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso)
  if (!match) return iso
  const parts = steps.flatMap(([, unit], index) => {
    const amount = Number(match[index + 2] ?? 0)
    return amount ? [new Intl.NumberFormat(region(), { style: 'unit', unit, unitDisplay: 'short' }).format(amount)] : []
  })
  return (match[1] ?? '') + (parts.join(' ') || new Intl.NumberFormat(region(), { style: 'unit', unit: 'second', unitDisplay: 'short' }).format(0))
}
