import { Button, Popover } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { t } from '../i18n'
import { Icons } from '../ui/icons'
import type { ShownColumn } from './state'
import css from './list.module.css'

const ColumnsPanel = lazy(() => import('./columns-panel'))

export function ColumnsMenu(props: { columns: ShownColumn[]; onChange: (columns: ShownColumn[] | null) => void }) {
  return (
    <Popover position="bottom-end" trapFocus withinPortal zIndex={300}>
      <Popover.Target>
        <Button variant="subtle" leftSection={<Icons.columns />}>
          {t('columns.title')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('columns.title')}>
        <Suspense fallback={<div className={css.columns} />}>
          <ColumnsPanel {...props} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
