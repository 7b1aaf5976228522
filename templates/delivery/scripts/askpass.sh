#!/bin/sh
# Answers git's questions for user name and password from the mounted Secret.
set -eu
case "$1" in
  Username*) cat "${GIT_SECRET:-/git}/username" ;;
  *) cat "${GIT_SECRET:-/git}/password" ;;
esac
