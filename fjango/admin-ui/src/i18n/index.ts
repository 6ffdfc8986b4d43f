import { en, type Key, type Message } from './en'

type Params = Record<string, string | number>

let locale = 'en'
let catalogue: Record<string, Message> = en
let plural = new Intl.PluralRules('en')
let overrides: Record<string, string> = {}

const loaders: Record<string, () => Promise<Record<string, Message>>> = {
  en: async () => en,
  de: async () => (await import('./de')).de,
}

export const language = () => locale
/** For numbers and dates: the user's own region where it speaks the interface's language. */
export const region = () => navigator.languages.find(tag => tag.split('-')[0] === locale) ?? locale
export const knownLocales = Object.keys(loaders)

export async function setLanguage(next: string) {
  const tag = loaders[next] ? next : 'en'
  catalogue = await loaders[tag]!()
  locale = tag
  plural = new Intl.PluralRules(tag)
  document.documentElement.lang = tag
  document.documentElement.dir = new Intl.Locale(tag).language.match(/^(ar|fa|he|ur)$/) ? 'rtl' : 'ltr'
}

/** Texts of the site that replace the catalogue's. */
export const setMessages = (messages: Record<string, string>) => void (overrides = messages)

/** The text of `key`: `{name}` is replaced, and `n` chooses the plural form. */
export function t(key: Key, params: Params = {}): string {
  const message = overrides[key] ?? catalogue[key] ?? en[key]
  const text =
    typeof message === 'string' ? message : (message[plural.select(Number(params.n ?? 0)) as 'one'] ?? message.other)
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name]
    return value === undefined ? whole : typeof value === 'number' ? value.toLocaleString(region()) : value
  })
}
