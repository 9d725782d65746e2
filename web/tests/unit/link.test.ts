import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endpoint } from '../../src/board/endpoint.js';
import { linkTo, originOf } from '../../src/board/link.js';
import { task } from './given.js';

const base = 'https://board.example/tqc/';

describe('the place to write', () => {
  it('has the values encoded', () => {
    const template = 'https://emr/visit/{subject}/write?doc={rule}&task={id}';
    assert.equal(
      linkTo(template, task({ subject: 'V/1 &x=#?' }), base),
      'https://emr/visit/V%2F1%20%26x%3D%23%3F/write?doc=first-progress-note&task=17',
    );
  });

  it('may be relative to the page', () => {
    assert.equal(linkTo('/emr/{subject}', task(), base), 'https://board.example/emr/V1001');
  });

  for (const template of [
    'javascript:alert({id})',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,{patient}',
    'file:///{subject}',
    '{patient}',
    'https://{patient}',
  ]) {
    it(`is never ${template}`, () => {
      const link = linkTo(template, task({ context: { patient: 'javascript:alert(1)' } }), base);
      assert.ok(link === null || link.startsWith(base), String(link));
    });
  }

  it('does not climb out of the path it was given', () => {
    assert.equal(linkTo('https://emr/visit/{subject}/write', task({ subject: '..' }), base), null);
  });

  it('is none when the template asks for what nobody knows', () => {
    assert.equal(linkTo('https://emr/{password}', task(), base), null);
    assert.equal(linkTo(null, task(), base), null);
    assert.equal(linkTo(' ', task(), base), null);
  });
});

describe('an origin to send to', () => {
  it('is one of the web, and never all of them', () => {
    assert.equal(originOf('https://emr.example/path'), 'https://emr.example');
    assert.equal(originOf('*'), null);
    assert.equal(originOf('null'), null);
    assert.equal(originOf('file:///x'), null);
  });
});

describe('the address of the relay', () => {
  it('is the page’s own unless another is given', () => {
    assert.equal(endpoint(null, base), 'wss://board.example/');
    assert.equal(endpoint('http://127.0.0.1:8080/x#y', base), 'ws://127.0.0.1:8080/x');
    assert.equal(endpoint('/relay', 'http://h:1/a/b'), 'ws://h:1/relay');
    assert.equal(endpoint('ftp://h', base), null);
    assert.equal(endpoint('http://', base), null);
  });
});
