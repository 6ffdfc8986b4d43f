import type { Objection } from '../contract'
import { upper } from '../i18n/format'

/** Objections beside their field: sentences that read after its name begin with a capital there. */
export const objections = (list: Objection[] | undefined): string | undefined => (list?.length ? list.map(one => sentence(upper(one.message))).join(' ') : undefined)

/** The same with the name in front: `Email must be …`. */
export const named = (name: string, list: Objection[]) => list.map(one => sentence(/^\p{Ll}/u.test(one.message) ? `${name} ${one.message}` : `${name}: ${one.message}`)).join(' ')

const sentence = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`)
