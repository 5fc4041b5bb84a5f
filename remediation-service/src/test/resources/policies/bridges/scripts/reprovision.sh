#!/bin/sh
echo reprovision "$1"
