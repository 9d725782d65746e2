import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

/** Ways around Lit's escaping, and code made from text: neither has any place on a page with patients' names. */
const neverFromText = {
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        {
          group: ['lit/directives/unsafe-*', 'lit/static-html*', 'lit-html/directives/unsafe-*'],
          message: 'Everything is rendered as text.',
        },
      ],
    },
  ],
  'no-restricted-properties': [
    'error',
    ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc'].map((property) => ({
      property,
      message: 'Everything is rendered as text.',
    })),
    ...['localStorage', 'sessionStorage'].map((property) => ({
      property,
      message: 'Nothing of a patient or a token stays behind in the browser.',
    })),
  ],
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)) } },
    rules: {
      ...neverFromText,
      eqeqeq: 'error',
      'max-lines': ['error', 300],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      // node:test returns promises that the runner awaits itself.
      '@typescript-eslint/no-floating-promises': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [...tseslint.configs.strict],
    rules: { ...neverFromText, eqeqeq: 'error' },
  },
);
