import {
  ActionIcon,
  Button,
  Checkbox,
  createTheme,
  Input,
  Menu,
  Popover,
  type CSSVariablesResolver,
} from '@mantine/core'
import { dark, light, variables } from './tokens'

const accent = [
  '#E3F2F4', '#CBE6EA', '#9BD0D8', '#6FD0DC', '#3FB6C6', '#1F93A3', '#127787', '#0B6472', '#09535F', '#063E47',
] as const

export const theme = createTheme({
  fontFamily: "'Geist Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "'Geist Mono Variable', ui-monospace, 'SF Mono', Menlo, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px' },
  lineHeights: { xs: '16px', sm: '19px', md: '20px' },
  colors: { accent },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 4 },
  defaultRadius: '6px',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    // The button's text colour is an inline variable: a rule in a stylesheet would lose against it.
    Button: Button.extend({
      defaultProps: { variant: 'default' },
      vars: (_, props) => ({
        root: {
          '--button-height': 'var(--control)',
          '--button-fz': '13px',
          '--button-padding-x': '12px',
          ...(props.variant === 'filled' && !props.color
            ? { '--button-color': 'var(--on-accent)', '--button-bg': 'var(--accent)', '--button-hover': 'var(--accent-hover)' }
            : {}),
          ...(props.variant === 'filled' && props.color === 'red'
            ? { '--button-color': 'var(--on-bad)', '--button-bg': 'var(--bad)', '--button-hover': 'var(--bad-hover)' }
            : {}),
          ...(props.variant === 'subtle'
            ? { '--button-color': props.color === 'red' ? 'var(--bad)' : 'var(--text)', '--button-hover': 'var(--hover)' }
            : {}),
        },
      }),
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: 'subtle' },
      vars: (_, props) => ({
        root: {
          '--ai-size': 'var(--control-small)',
          '--ai-color': props.variant === 'default' ? 'var(--text)' : 'var(--text-2)',
          '--ai-hover': 'var(--hover)',
        },
      }),
    }),
    Input: Input.extend({
      vars: () => ({
        wrapper: { '--input-height': 'var(--control)', '--input-size': 'var(--control)', '--input-fz': 'var(--input-font)', '--input-padding': '11px' },
      }),
    }),
    InputWrapper: Input.Wrapper.extend({
      defaultProps: { inputWrapperOrder: ['label', 'description', 'input', 'error'] },
      vars: () => ({
        label: { '--input-label-size': '13px', '--input-asterisk-color': 'var(--bad)' },
        error: { '--input-error-size': '12px' },
        description: { '--input-description-size': '12px' },
        success: {},
      }),
    }),
    Checkbox: Checkbox.extend({
      vars: () => ({ root: { '--checkbox-size': 'var(--tick)', '--checkbox-radius': '4px', '--checkbox-color': 'var(--accent)', '--checkbox-icon-color': 'var(--on-accent)' } }),
    }),
    Radio: ({
      vars: () => ({ root: { '--radio-size': 'var(--tick)', '--radio-color': 'var(--accent)', '--radio-icon-color': 'var(--on-accent)' } }),
    }),
    Switch: ({ vars: () => ({ root: { '--switch-color': 'var(--accent)', '--switch-height': 'max(20px, var(--tick))', '--switch-width': '36px' } }) }),
    // The placeholder for the first focus would be a child of the menu that is no item of it.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false, radius: 8, shadow: 'float', offset: 4, transitionProps: { duration: 120 }, position: 'bottom-end' } }),
    Popover: Popover.extend({ defaultProps: { radius: 8, shadow: 'float', offset: 4, transitionProps: { duration: 120 } } }),
    Modal: ({
      defaultProps: { radius: 10, shadow: 'float', centered: true, transitionProps: { duration: 140, transition: 'pop' }, overlayProps: { color: 'var(--scrim)', backgroundOpacity: 1 } },
    }),
    Drawer: ({ defaultProps: { shadow: 'float', transitionProps: { duration: 140 }, overlayProps: { color: 'var(--scrim)', backgroundOpacity: 1 } } }),
  },
  shadows: { float: 'var(--shadow)', md: 'var(--shadow)' },
})

const mantine = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-bright': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--edge)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-disabled': 'var(--hover)',
  '--mantine-color-disabled-color': 'var(--text-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  // What a red item of a menu is written in.
  '--mantine-color-red-6': 'var(--bad)',
  '--mantine-color-red-filled': 'var(--bad)',
  '--mantine-color-red-text': 'var(--bad)',
  '--mantine-color-red-light-color': 'var(--bad)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-primary-color-light': 'var(--accent-soft)',
  '--mantine-primary-color-light-color': 'var(--accent-text)',
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...variables(light), ...mantine },
  dark: { ...variables(dark), ...mantine },
})
