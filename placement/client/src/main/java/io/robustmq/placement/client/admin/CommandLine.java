package io.robustmq.placement.client.admin;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Words as they are typed, understood.
 *
 * @param addresses {@code host:port} of members, at least one
 */
record CommandLine(List<String> addresses, Task task) {

    static final String USAGE = """
            placement/run admin [--at HOST:PORT[,HOST:PORT...]] COMMAND

              status                      what each member says of itself; also without a majority
              members                     who the members are, as a majority confirms
              backup FILE [--stale]       the state to a file; --stale: as the first member that answers has it, also without a majority
              restore FILE [--overwrite] [--keep-cluster-id]
                                          a file becomes the state of an empty cluster; --overwrite: of any, and what was there is lost;
                                          --keep-cluster-id: it takes the place of the cluster the backup is of, which is no more
              add MEMBER CLIENT PEER      a new learner: its id, HOST:PORT for clients, HOST:PORT for members
              promote MEMBER              a learner votes from now on
              remove MEMBER               a member is one no longer
              transfer [MEMBER]           another voter leads: this one, or the nearest
              check-speed [SECONDS]       writes all the time, for 10 seconds if nothing else is said, and tells how many writes were acknowledged:
                                          a load that the cluster's users feel, of keys that are taken away in the end

            --at: some of the members, 127.0.0.1:1228 if it is not given. MEMBER is an id as status shows it, 2-0f3a91c2.
            Exit codes: 0 done, 1 refused or not reached (standard error says why), 64 not understood.
            """;

    private static final String DEFAULT_ADDRESS = "127.0.0.1:1228";

    private static final Duration CHECK = Duration.ofSeconds(10);

    private static final Pattern SECONDS = Pattern.compile("[1-9]\\d{0,2}");

    private static final Pattern ADDRESS = Pattern.compile(".+:\\d{1,5}");

    /** What was typed means nothing. */
    static final class NotUnderstoodException extends Exception {
        NotUnderstoodException(String why) {
            super(why);
        }
    }

    /** @throws NotUnderstoodException with what is wrong, in words */
    static CommandLine of(List<String> words) throws NotUnderstoodException {
        List<String> plain = new ArrayList<>();
        Set<String> flags = new LinkedHashSet<>();
        List<String> addresses = List.of(DEFAULT_ADDRESS);
        for (Iterator<String> each = words.iterator(); each.hasNext(); ) {
            String word = each.next();
            if (word.equals("--at")) {
                addresses = addresses(each.hasNext() ? each.next() : "");
            } else if (word.startsWith("--")) {
                flags.add(word);
            } else {
                plain.add(word);
            }
        }
        if (plain.isEmpty()) {
            throw new NotUnderstoodException("a command is missing");
        }
        Task task = task(plain.getFirst(), plain.subList(1, plain.size()), flags);
        if (!flags.isEmpty()) {
            throw new NotUnderstoodException(plain.getFirst() + " does not know " + String.join(" ", flags));
        }
        return new CommandLine(addresses, task);
    }

    /** Takes out the flags it knows. */
    private static Task task(String command, List<String> rest, Set<String> flags) throws NotUnderstoodException {
        return switch (command) {
            case "status" -> {
                require(command, rest, 0, 0);
                yield new Task.Status();
            }
            case "members" -> {
                require(command, rest, 0, 0);
                yield new Task.Members();
            }
            case "backup" -> {
                require(command, rest, 1, 1);
                yield new Task.Backup(file(rest.getFirst()), flags.remove("--stale"));
            }
            case "restore" -> {
                require(command, rest, 1, 1);
                yield new Task.Restore(
                        file(rest.getFirst()), flags.remove("--overwrite"), flags.remove("--keep-cluster-id"));
            }
            case "add" -> {
                require(command, rest, 3, 3);
                yield new Task.Add(rest.get(0), rest.get(1), rest.get(2));
            }
            case "promote" -> {
                require(command, rest, 1, 1);
                yield new Task.Promote(rest.getFirst());
            }
            case "remove" -> {
                require(command, rest, 1, 1);
                yield new Task.Remove(rest.getFirst());
            }
            case "transfer" -> {
                require(command, rest, 0, 1);
                yield new Task.Transfer(rest.isEmpty() ? "" : rest.getFirst());
            }
            case "check-speed" -> {
                require(command, rest, 0, 1);
                yield new Task.CheckSpeed(rest.isEmpty() ? CHECK : seconds(rest.getFirst()));
            }
            default -> throw new NotUnderstoodException("there is no command " + command);
        };
    }

    private static void require(String command, List<String> rest, int least, int most) throws NotUnderstoodException {
        if (rest.size() < least) {
            throw new NotUnderstoodException(command + ": something is missing");
        }
        if (rest.size() > most) {
            throw new NotUnderstoodException(command + ": " + rest.get(most) + " is too much");
        }
    }

    private static List<String> addresses(String list) throws NotUnderstoodException {
        List<String> addresses = List.of(list.split(",", -1));
        for (String address : addresses) {
            if (!ADDRESS.matcher(address).matches()) {
                throw new NotUnderstoodException("--at: '" + address + "' is not HOST:PORT");
            }
        }
        return addresses;
    }

    private static Duration seconds(String number) throws NotUnderstoodException {
        if (!SECONDS.matcher(number).matches()) {
            throw new NotUnderstoodException("'" + number + "' is no number of seconds from 1 to 999");
        }
        return Duration.ofSeconds(Integer.parseInt(number));
    }

    private static Path file(String name) throws NotUnderstoodException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new NotUnderstoodException("no name of a file: " + e.getMessage());
        }
    }
}
