import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../i18n'
import type { Asked } from './confirm'
import { Modal } from './dialog'
import css from './ui.module.css'

export default function ConfirmDialog({ question }: { question: Asked }) {
  const [typed, setTyped] = useState('')
  return (
    <Modal opened onClose={() => question.answer(false)} title={question.title} withCloseButton={false} size={440} zIndex={390}>
      <div>{question.body}</div>
      {question.typed && <TextInput mt={12} label={t('confirm.type', { text: question.typed })} value={typed} onChange={event => setTyped(event.currentTarget.value)} />}
      <div className={css.actions}>
        {/* The harmless answer has the focus. */}
        <Button data-autofocus onClick={() => question.answer(false)}>
          {question.cancel ?? t('action.cancel')}
        </Button>
        <Button variant="filled" {...(question.danger ? { color: 'red' } : {})} disabled={!!question.typed && typed !== question.typed} onClick={() => question.answer(true)}>
          {question.verb}
        </Button>
      </div>
    </Modal>
  )
}
