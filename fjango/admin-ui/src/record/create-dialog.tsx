import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { modelSchema } from '../api/queries'
import type { ModelSchema, Related } from '../contract'
import { ErrorSummary, FormContext, FormField } from '../form/blocks'
import { fieldOrder, orderedErrors } from '../form/state'
import { useForm } from '../form/use-form'
import { t } from '../i18n'
import { lower } from '../i18n/format'
import { Failure, Skeleton } from '../ui/notice'
import { pathLabel } from './record-page'
import { Modal } from '../ui/dialog'
import ui from '../ui/ui.module.css'

interface Props {
  model: string
  /** What was typed in the picker: the name of the new row. */
  text: string
  onClose: (created: Related | null) => void
}

/** Creates a related row without leaving the form. */
export default function CreateDialog({ model, text, onClose }: Props) {
  const { data: schema, error } = useQuery(modelSchema(model))
  return (
    <Modal opened onClose={() => onClose(null)} title={schema ? t('action.new', { one: lower(schema.one) }) : ' '} size={520} zIndex={380} closeButtonProps={{ 'aria-label': t('action.close') }}>
      {error ? <Failure error={error} /> : schema ? <Form schema={schema} text={text} onClose={onClose} /> : <Skeleton height={120} />}
    </Modal>
  )
}

function Form({ schema, text, onClose }: { schema: ModelSchema; text: string; onClose: Props['onClose'] }) {
  const prefix = `new-${schema.key.replace('.', '-')}-`
  const names = fieldOrder(schema).filter(f => schema.fields[f] && !schema.fields[f].readonly)
  const texts = names.filter(f => ['string', 'text', 'email'].includes(schema.fields[f]!.type) && !schema.fields[f]!.choices?.length)
  const first = texts.find(f => schema.fields[f]!.required) ?? texts[0]
  const form = useForm({ schema, record: null, prefix, initial: first && text ? { [first]: text } : {} })
  const { state, dispatch } = form
  const context = useMemo(() => ({ schema, state, dispatch, readonly: false, prefix }), [schema, state, dispatch, prefix])
  return (
    <FormContext value={context}>
      <form
        noValidate
        className={ui.stack}
        onSubmit={event => {
          event.preventDefault()
          // The form around the dialog would take it for its own.
          event.stopPropagation()
          void form.save().then(saved => saved && onClose({ id: saved.id, repr: saved.repr }))
        }}
      >
        {form.failure !== null && <Failure error={form.failure} />}
        <ErrorSummary errors={orderedErrors(schema, state.errors).filter(([path]) => !names.includes(path))} labelOf={path => pathLabel(schema, path)} prefix={prefix} />
        {names.map((f, index) => (
          <FormField key={f} name={f} autoFocus={index === 0} />
        ))}
        <div className={ui.actions} style={{ marginTop: 4 }}>
          <Button onClick={() => onClose(null)}>{t('action.cancel')}</Button>
          <Button type="submit" variant="filled" loading={form.busy}>
            {t('form.create', { one: lower(schema.one) })}
          </Button>
        </div>
      </form>
    </FormContext>
  )
}
