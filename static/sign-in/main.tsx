import { useSignal } from '@preact/signals'
import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { Demo } from '../common/demo'
import { isDark, keepTheme, switchTheme } from '../common/theme'
import { keepLang, lang, switchLang } from '../common/words'
import { forgetTyped } from '../staff/session'
import '../staff/staff.css'
import { blockedUntil, code, enter, entering, login, password, problem, type Field } from './enter'
import './sign-in.css'
import { w } from './words'

keepLang(localStorage)
keepTheme(localStorage)
forgetTyped()

function App() {
  const shown = useSignal(false)
  useEffect(() => {
    document.title = w().title
  }, [lang.value])

  return (
    <>
      <header>
        <Demo />
        <div class="sign-in-top">
          <button
            type="button"
            class="button small quiet"
            lang={lang.value === 'zh' ? 'en' : 'zh-CN'}
            onClick={switchLang}
          >
            {w().language}
          </button>
          <button type="button" class="button small quiet" onClick={switchTheme}>
            {isDark() ? w().light : w().dark}
          </button>
        </div>
      </header>
      <main class="sign-in-main">
        <h1>{w().title}</h1>
        <p class="help">
          {w().intro} <a href="/">{w().studentPage}</a>
        </p>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void enter()
          }}
        >
          <Input
            id="login"
            label={w().login}
            value={login}
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
          />
          <Input
            id="password"
            label={w().password}
            value={password}
            type={shown.value ? 'text' : 'password'}
            autocomplete="current-password"
          />
          <button
            type="button"
            class="button small quiet show"
            aria-pressed={shown.value}
            onClick={() => (shown.value = !shown.value)}
          >
            {shown.value ? w().hide : w().show}
          </button>
          <Input
            id="code"
            label={w().code}
            help={w().codeHow}
            value={code}
            autocomplete="one-time-code"
            inputMode="numeric"
          />
          <p class="problem" id="problem">
            {problem.value?.text}
          </p>
          <button type="submit" class="button" aria-disabled={entering.value || blockedUntil.value > Date.now()}>
            {entering.value ? w().entering : w().enter}
          </button>
        </form>
        <p class="help">{w().help}</p>
      </main>
    </>
  )
}

type InputProps = {
  id: Field
  label: string
  help?: string
  value: typeof login
  autocomplete: string
  type?: 'text' | 'password'
  inputMode?: 'numeric'
  autocapitalize?: 'none'
  spellcheck?: boolean
}

function Input({
  id,
  label,
  help,
  value,
  type = 'text',
  autocomplete,
  inputMode,
  autocapitalize,
  spellcheck,
}: InputProps) {
  const wrong = problem.value?.field === id
  return (
    <div class="sign-in-field">
      <label for={id}>{label}</label>
      {help && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      <input
        id={id}
        name={id}
        type={type as 'password'}
        autocomplete={autocomplete}
        inputMode={inputMode}
        autocapitalize={autocapitalize}
        spellcheck={spellcheck}
        required
        aria-invalid={wrong || undefined}
        aria-describedby={[help && `${id}-help`, wrong && 'problem'].filter(Boolean).join(' ') || undefined}
        value={value.value}
        onInput={(event) => (value.value = event.currentTarget.value)}
      />
    </div>
  )
}

render(<App />, document.getElementById('app')!)
