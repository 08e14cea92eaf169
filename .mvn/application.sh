# What broker/run and placement/run have in common: an application is built when its sources are newer, trained once, and run.
# Sourced by them; "root" is the project's folder.
. "$root/.mvn/jdk.sh"

# build_if_older JAR MODULE FOLDER...: builds a module if something that goes into it, in one of the folders, is newer than its jar.
build_if_older() {
    local jar=$1 module=$2
    shift 2
    if [ ! -e "$jar" ] ||
        [ -n "$(find "$root/pom.xml" "$@" \( -name target -o -name bench -o -path '*/src/test' \) -prune \
            -o -type f \( -name pom.xml -o -path '*/src/main/*' \) -newer "$jar" -print -quit)" ]; then
        echo "Building $module (the first time this fetches its libraries)" >&2
        "$root/mvnw" -f "$root/pom.xml" -q -B -ntp -Dstyle.color=never -Pquick -DskipTests -pl "$module" -am package
    fi
}

# train JAR CACHE GREETING SETTING...: starts an application once, with settings for free ports and in a folder of its own, so that
# the JVM writes down in the cache which classes it loads and what its methods do: later starts take half the time. The greeting is
# a command that gets the last port the application says it is ready on. Without a cache all works as well.
train() {
    local jar=$1 cache=$2 greeting=$3 folder port pid
    shift 3
    [ -e "$cache" ] && [ ! "$jar" -nt "$cache" ] && return
    rm -f "$cache"
    echo "Preparing its start, once" >&2
    folder=$(mktemp -d)
    (cd "$folder" && exec env -i PATH="$PATH" QUARKUS_MANAGEMENT_PORT=0 "$@" \
        "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$cache.new" -jar "$jar" >log 2>&1 </dev/null) &
    pid=$!
    trap "kill $pid 2>/dev/null; rm -rf '$folder'" EXIT # also when it is interrupted
    for _ in $(seq 300); do
        port=$(sed -n 's/.* ready in .*:\([0-9]*\), management .*/\1/p' "$folder/log" 2>/dev/null || true)
        { [ -n "$port" ] || ! kill -0 "$pid" 2>/dev/null; } && break
        sleep 0.1
    done
    [ -n "$port" ] && "$greeting" "$port"
    kill "$pid" 2>/dev/null || true
    wait "$pid" || true
    trap - EXIT
    rm -rf "$folder"
    if [ -e "$cache.new" ]; then
        mv "$cache.new" "$cache"
    fi
}

# greet_mqtt PORT: one MQTT client comes, says that it is there, and leaves.
greet_mqtt() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf '\x10\x0e\0\x04MQTT\x04\x02\0\x3c\0\x02go\xc0\0\xe0\0' >&3 && timeout 5 cat <&3) \
        >/dev/null 2>&1 || true
}

# free_port: a port of loopback that nobody listens on.
free_port() {
    local port=$((20000 + RANDOM % 10000))
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
        port=$((20000 + RANDOM % 10000))
    done
    echo "$port"
}

# launch JAR CACHE ARGUMENT...: becomes the application. JVM flags come from JAVA_OPTS.
launch() {
    local jar=$1 cache=$2
    shift 2
    exec "$JAVA_HOME/bin/java" -XX:AOTCache="$cache" '-Xlog:cds*=off' '-Xlog:aot*=off' \
        ${JAVA_OPTS:-} -jar "$jar" "$@"
}
