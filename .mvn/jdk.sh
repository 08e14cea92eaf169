# Finds a JDK of at least version 25 and prints its folder; prints nothing if there is none. Sourced by mvnw and broker/run.

# The feature version of the JDK in a folder, by its release file; 0 if it is not a JDK (no compiler).
jdk_version() {
    [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || { echo 0; return; }
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | grep . || echo 0
}

find_jdk() {
    local home on_path
    on_path=$(command -v javac || true)
    [ -n "$on_path" ] && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* /opt/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$home" ] && [ "$(jdk_version "$home")" -ge 25 ]; then
            echo "$home"
            return
        fi
    done
}

# Sets JAVA_HOME; on a Debian that packages a JDK 25 installs it when we may, else says what is missing and exits.
require_jdk() {
    local home
    home=$(find_jdk)
    if [ -z "$home" ] && install_packages openjdk-25-jdk-headless; then
        home=$(find_jdk)
    fi
    if [ -z "$home" ]; then
        echo "No JDK 25 or newer in JAVA_HOME, on the PATH, in /usr/lib/jvm, ~/.sdkman, ~/.jdks or /opt." >&2
        echo "Install one, say Temurin 25 from https://adoptium.net, or set JAVA_HOME to where it is." >&2
        exit 69
    fi
    export JAVA_HOME=$home
}

# Installs packages where that takes no questions: apt-get is there and we are root. False otherwise.
install_packages() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing $*" >&2
    {
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
            { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }
    } >/dev/null 2>&1
}
