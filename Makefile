# 常用命令；每条都可以重复执行。说明见 README.md。
PYTHON ?= python3
OWN := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run bulletin test check bench clean

help:
	@echo 'make run       准备环境、演示数据，签发演示报告，在 http://127.0.0.1:8000 打开系统'
	@echo 'make bulletin  同上，只出报告，不打开网站'
	@echo 'make test      全部检查和测试'
	@echo 'make check     只做静态检查（格式、类型、分层、迁移、模板）'
	@echo 'make bench     性能对比'
	@echo 'make clean     删除可重新生成的文件（保留 var/ 中的数据）'

setup:
	@$(PYTHON) scripts/setup.py

setup-dev:
	@$(PYTHON) scripts/setup.py --dev

bulletin: setup
	@$(OWN) manage.py migrate --verbosity 0
	@$(OWN) manage.py bootstrap_demo

run: bulletin
	@exec $(OWN) manage.py serve

test: setup-dev
	@$(OWN) scripts/test.py

check: setup-dev
	@$(OWN) scripts/check.py

bench: setup-dev
	@for file in benchmarks/[!_]*.py; do $(OWN) "$$file" || exit 1; done

clean:
	rm -rf .venv .cache node_modules static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
