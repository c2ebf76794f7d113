"""公布: the year's result as a numbered 通报 with its annexes, frozen by editions."""
