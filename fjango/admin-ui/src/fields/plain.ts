import { isRelated } from '../ui/value'

/** A value as the server takes it: relations as keys, an uploaded file as what the upload was called. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (isRelated(value)) return value.id
  if (value && typeof value === 'object' && 'label' in value && 'name' in value) return (value as { id?: string; name: string }).id ?? (value as { name: string }).name
  return value
}
