package io.robustmq.placement.service.api;

import io.robustmq.placement.api.v1.PageInfo;
import io.robustmq.placement.api.v1.PageRequest;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.service.convert.Weight;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.PersistentMap.Item;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** Listings in pages. A token is the last name of the page before, so that it outlives what is written meanwhile. */
public final class Pages {

    private static final int USUAL = 100;
    private static final int LARGEST = 1_000;

    /** Of its entries, about; one is given even if it has more. A gRPC client takes 4 MiB unless it says otherwise. */
    private static final long LARGEST_BYTES = 1L << 20;

    private Pages() {}

    /** What is on a page, in the order of the names, and how to go on. */
    public record Page(List<Versioned> entries, PageInfo info) {}

    /**
     * @param from the first that could be on it
     * @param within whether the listing is not through yet, told of each in turn
     * @param shown which of those are on the page
     */
    public static Page of(
            ClusterImage image, PageRequest request, Ref from, Predicate<Ref> within, Predicate<Versioned> shown) {
        int size = size(request);
        Ref start = request.getPageToken().isEmpty() ? from : after(request.getPageToken(), from.kind());
        Iterator<Item<Ref, Versioned>> items = image.entities().iteratorFrom(start);
        List<Versioned> entries = new ArrayList<>();
        long bytes = 0;
        String next = "";
        while (items.hasNext()) {
            Item<Ref, Versioned> item = items.next();
            if (!within.test(item.key())) {
                break;
            }
            if (shown.test(item.value())) {
                bytes += Weight.of(item.value().entity());
                if (entries.size() == size || (!entries.isEmpty() && bytes > LARGEST_BYTES)) {
                    next = token(entries.getLast().entity().ref());
                    break;
                }
                entries.add(item.value());
            }
        }
        return new Page(
                entries,
                PageInfo.newBuilder()
                        .setNextPageToken(next)
                        .setRevision(image.revision())
                        .build());
    }

    private static int size(PageRequest request) {
        int size = request.getPageSize();
        if (size < 0 || size > LARGEST) {
            throw Fault.field(
                    Reason.INVALID_FIELD,
                    "page.page_size",
                    "is " + Integer.toUnsignedString(size),
                    "1 to " + LARGEST + ", or 0 for " + USUAL);
        }
        return size == 0 ? USUAL : size;
    }

    private static String token(Ref last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((last.tenant() + "\0" + last.name()).getBytes(StandardCharsets.UTF_8));
    }

    /** The name that comes next after a token's: there is none between a name and that name with a 0 at its end. */
    private static Ref after(String token, Kind kind) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\0", 2);
            return new Ref(kind, parts[0], parts[1] + "\0");
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
            throw Fault.field(
                    Reason.BAD_PAGE_TOKEN,
                    "page.page_token",
                    "is not one of this listing",
                    "next_page_token of the page before");
        }
    }
}
